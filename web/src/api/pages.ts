/** Pages of lists that grow at their beginning: `as_of` keeps them stable while rows are added or removed. */

/** Where a page begins; nothing but this is sent for it. */
export interface Start {
  skip: number;
  as_of?: string;
}

/** What an answer says of its page. */
export interface Bounds {
  total: number;
  skip: number;
  as_of: string | null;
}

export const FIRST: Start = { skip: 0 };

/** Where the page after this one begins, if it has `count` rows; undefined if it is the last. */
export function nextStart({ total, skip, as_of: asOf }: Bounds, count: number): Start | undefined {
  const next = skip + count;
  if (count === 0 || next >= total) return undefined;
  return { skip: next, ...(asOf === null ? {} : { as_of: asOf }) };
}
