/** Where an item's page is. */
import type { Item } from "../api/types";

export function pathOf({ item_type, id }: Pick<Item, "item_type" | "id">): string {
  return `/${item_type}s/${id}`;
}
