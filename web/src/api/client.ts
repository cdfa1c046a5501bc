/** The one way to the API: typed by its own document, with the token of the session. */
import createClient, { type Middleware } from "openapi-fetch";
import { HEADER as INCOGNITO, isIncognito, isReading } from "../session/incognito";
import { endSession, readSession } from "../session/session";
import { languageTag } from "../messages/t";
import { ApiError, Unreachable } from "./errors";
import type { paths } from "./schema";

/** Where the API is: named by the build, or else by the page that the API itself serves. */
export const API_URL: string =
  import.meta.env.VITE_API_URL ??
  document.querySelector<HTMLMetaElement>('meta[name="cinelibre-api"]')?.content ??
  "";

const TOKEN_ENDED = new Set(["token_invalid", "token_expired", "token_revoked", "login_too_old"]);

/** End the session if this refuses its token. Another tab may have signed in anew since the token was sent. */
export function noteEnd(error: ApiError, token: string | undefined): void {
  if (TOKEN_ENDED.has(error.slug) && token === readSession()?.token) endSession("expired");
}

const authorized: Middleware = {
  onRequest({ request }) {
    const session = readSession();
    if (session && !request.headers.has("Authorization")) {
      request.headers.set("Authorization", `Bearer ${session.token}`);
    }
    if (isIncognito() && isReading(request)) request.headers.set(INCOGNITO, "true");
    request.headers.set("Accept-Language", languageTag());
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    const error = await ApiError.of(response);
    noteEnd(error, request.headers.get("Authorization")?.slice("Bearer ".length));
    throw error;
  },
  onError({ error }) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === "AbortError")) return undefined;
    return new Unreachable();
  },
};

export const api = createClient<paths>({
  baseUrl: API_URL,
  fetch: (request) => fetch(request), // as it is when it is called
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(authorized);

/** The data of an answer. The middleware has thrown whatever is none. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
