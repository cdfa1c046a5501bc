/** What a guest likes: kept for the visit, and given to the account that the guest makes. */
import { api } from "../api/client";

export interface Liked {
  id: number;
  title: string;
}

const KEPT = "cinelibre.likes";

export function readLikes(): readonly Liked[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as Liked[];
  } catch {
    return [];
  }
}

export function keepLikes(likes: readonly Liked[]): void {
  sessionStorage.setItem(KEPT, JSON.stringify(likes));
}

/** Give the likes to the account that is signed in now, as favorites: the shelf shows those, and they can be taken
 * back. If that fails, they stay for the visit.
 */
export async function giveLikes(): Promise<void> {
  const likes = readLikes();
  if (likes.length === 0) return;
  const events = likes.map(({ id }) => ({ interaction_type: "favorite", item_id: id, idempotency_key: `visit-${id}` }));
  try {
    await api.POST("/interactions/batch", { body: { events } });
    sessionStorage.removeItem(KEPT);
  } catch {
    // The account is there all the same; the rows follow once the reader rates.
  }
}
