/** Sends a file and tells how much of it has gone. `fetch` cannot tell that. */
import { API_URL, noteEnd } from "../api/client";
import { ApiError, Unreachable } from "../api/errors";
import { languageTag } from "../messages/t";
import { readSession } from "../session/session";
import type { Report } from "./rows";

export const MOST_BYTES = 10_000_000;

/** What an answer other than 200 means. */
export async function refusalOf(status: number, text: string, retryAfter: string | null): Promise<ApiError> {
  return ApiError.of(new Response(text, { status, headers: retryAfter === null ? {} : { "Retry-After": retryAfter } }));
}

/** Import a file. `onSent` gets the part that has been sent, 0 to 1. Raises `ApiError` or `Unreachable`. */
export function sendFile(file: File, onSent: (part: number) => void, signal: AbortSignal): Promise<Report> {
  const token = readSession()?.token;
  const request = new XMLHttpRequest();
  request.open("POST", `${API_URL}/library/import`);
  request.setRequestHeader("Authorization", `Bearer ${token}`);
  request.setRequestHeader("Accept-Language", languageTag());
  request.upload.addEventListener("progress", ({ loaded, total }) => onSent(total ? loaded / total : 0));
  request.upload.addEventListener("load", () => onSent(1));
  signal.addEventListener("abort", () => request.abort());
  const form = new FormData();
  form.append("file", file);
  return new Promise((resolve, reject) => {
    request.addEventListener("error", () => reject(new Unreachable()));
    request.addEventListener("abort", () => reject(new DOMException("The import was cancelled.", "AbortError")));
    request.addEventListener("load", async () => {
      if (request.status === 200) return resolve(JSON.parse(request.responseText) as Report);
      const refusal = await refusalOf(request.status, request.responseText, request.getResponseHeader("Retry-After"));
      noteEnd(refusal, token);
      return reject(refusal);
    });
    request.send(form);
  });
}
