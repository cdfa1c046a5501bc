/** The keys of groups that somebody joined without an account. They stay on this device, and are never part of an address. */
const KEPT = "cinelibre.guests";

export interface GuestOf {
  key: string;
  /** The code by which the guest joined: opening the link again leads to the group. */
  code: string;
}

function readAll(): Record<string, GuestOf> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Record<string, GuestOf>;
  } catch {
    return {};
  }
}

/** "7k2m9xqp" for "7K2M-9XQP": capitals and dashes do not matter. */
function plain(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

export function guestOf(groupId: string): GuestOf | undefined {
  return readAll()[groupId];
}

export function keepGuest(groupId: string, guest: GuestOf): void {
  localStorage.setItem(KEPT, JSON.stringify({ ...readAll(), [groupId]: guest }));
}

export function forgetGuest(groupId: string): void {
  const { [groupId]: _, ...others } = readAll();
  localStorage.setItem(KEPT, JSON.stringify(others));
}

/** The group that was joined here by a code. */
export function joinedBy(code: string): string | undefined {
  return Object.entries(readAll()).find(([, guest]) => plain(guest.code) === plain(code))?.[0];
}
