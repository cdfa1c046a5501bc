/** Renews the token of a reader who comes back, so that nobody who reads every week has to sign in again. */
import { api, data } from "../api/client";
import { readSession, startSession } from "./session";

const AGE_MS = 24 * 3600_000; // a token younger than this is left alone
const LOOK_MS = 3600_000;

/** Renew the token if it is a day old. Without an answer the old one stays, and the next look tries again. */
export async function renew(now = Date.now()): Promise<void> {
  const session = readSession();
  if (!session || now - session.startedAt < AGE_MS) return;
  try {
    const answer = await data(api.POST("/auth/refresh"));
    if (readSession()?.token === session.token) startSession(answer);
  } catch {
    // The middleware has ended a session whose token is no longer good.
  }
}

/** Look now, and from time to time. */
export function keepRenewed(): void {
  void renew();
  setInterval(() => void renew(), LOOK_MS);
}
