/** Who is signed in, in this tab and all others: one entry of localStorage, never a part of an address. */
import { useSyncExternalStore } from "react";

export interface Session {
  token: string;
  userId: number;
  name: string | null;
  email: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** When the token was given. */
  startedAt: number;
}

const KEY = "cinelibre.session";
export type End = "signed-out" | "expired";

let kept: Session | null = readKept();
let end: End | null = null;
const listeners = new Set<() => void>();
const accountListeners = new Set<(session: Session | null) => void>();

function readKept(): Session | null {
  try {
    const session = JSON.parse(localStorage.getItem(KEY) ?? "null") as Session | null;
    return session && session.expiresAt > Date.now() ? session : null;
  } catch {
    return null;
  }
}

function change(session: Session | null): void {
  const isOther = session?.userId !== kept?.userId;
  kept = session;
  if (isOther) for (const listener of accountListeners) listener(session);
  for (const listener of listeners) listener();
}

window.addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) {
    const session = readKept();
    if (kept && !session) end = "signed-out";
    change(session);
  }
});

export function readSession(): Session | null {
  return kept;
}

/** Why the last session ended, for the page that asks to sign in. */
export function readEnd(): End | null {
  return end;
}

interface Answer {
  access_token: string;
  expires_in: number;
  user: { id: number; email: string | null; name?: string | null };
}

/** Keep what signing in or renewing answered. */
export function startSession({ access_token, expires_in, user }: Answer): void {
  const session: Session = {
    token: access_token,
    userId: user.id,
    name: user.name ?? null,
    email: user.email ?? "",
    expiresAt: Date.now() + expires_in * 1000,
    startedAt: Date.now(),
  };
  localStorage.setItem(KEY, JSON.stringify(session));
  end = null;
  change(session);
}

/** Change the name that the page shows. */
export function renameSession(name: string | null): void {
  if (kept) {
    const session = { ...kept, name };
    localStorage.setItem(KEY, JSON.stringify(session));
    change(session);
  }
}

export function endSession(why: End): void {
  localStorage.removeItem(KEY);
  end = why;
  change(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, readSession);
}

/** Call when another account, or none, is signed in. */
export function onAccountChange(listener: (session: Session | null) => void): () => void {
  accountListeners.add(listener);
  return () => accountListeners.delete(listener);
}
