/** Who is signed in, in this tab and all others: one entry of localStorage, never a part of an address. */
import { useSyncExternalStore } from "react";

export interface Session {
  token: string;
  userId: number;
  name: string | null;
  email: string;
  /** Whether the account may see the operator's pages. A change of role ends the token, so it is right as long as that. */
  isAdmin?: boolean;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** When the token was given. */
  startedAt: number;
}

const KEY = "cinelibre.session";
const END_KEY = "cinelibre.session-end"; // tells other tabs why
export type End = "signed-out" | "expired";

let kept: Session | null = readKept();
let end: End | null = null;
const listeners = new Set<() => void>();
const accountListeners = new Set<(session: Session | null) => void>();
const signOutListeners = new Set<(userId: number) => void>();

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

/** Do what another tab did. */
function follow(): void {
  const session = readKept();
  if (kept && !session) end = localStorage.getItem(END_KEY) === "expired" ? "expired" : "signed-out";
  change(session);
}

window.addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) follow();
});
// A page that comes back by the Back button heard nothing meanwhile.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) follow();
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
  user: { id: number; email: string | null; name?: string | null; role?: string };
}

/** Keep what signing in or renewing answered. */
export function startSession({ access_token, expires_in, user }: Answer): void {
  const session: Session = {
    token: access_token,
    userId: user.id,
    name: user.name ?? null,
    email: user.email ?? "",
    isAdmin: user.role === "admin",
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
  const before = kept;
  localStorage.setItem(END_KEY, why);
  localStorage.removeItem(KEY);
  end = why;
  change(null);
  if (before && why === "signed-out") for (const listener of signOutListeners) listener(before.userId);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, readSession);
}

/** Call when this tab signs a reader out: what is kept for them is to be forgotten. */
export function onSignOut(listener: (userId: number) => void): () => void {
  signOutListeners.add(listener);
  return () => signOutListeners.delete(listener);
}

/** Call when another account, or none, is signed in. */
export function onAccountChange(listener: (session: Session | null) => void): () => void {
  accountListeners.add(listener);
  return () => accountListeners.delete(listener);
}
