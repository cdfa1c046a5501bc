/** What a search found: what was asked for by name, and below a heading what only comes close. */
import type { components } from "../api/schema";
import { Card } from "../items/Card";
import { t } from "../messages/search/t";

type Found = components["schemas"]["FusedResults"]["items"][number];

const MATCHED = { title: "matched_title", person: "matched_person", keyword: "matched_keyword", words: "matched_words", meaning: "matched_meaning" } as const;

/** Below this cosine of the meanings a story is not called alike: random words come to 0.28. */
const LEAST_LIKENESS = 0.3;

/** What found an item, the plainest first: the API names them by the alphabet. */
const PLAINEST = ["title", "person", "keyword", "words", "meaning"] as const;

/** Why an item was found, if that is worth saying. */
export function matchOf({ matched, similarity }: Pick<Found, "matched" | "similarity">): string | undefined {
  const by = PLAINEST.find((way) => matched.includes(way));
  if (!by || (by === "meaning" && (similarity ?? 0) < LEAST_LIKENESS)) return undefined;
  return t(MATCHED[by]);
}

/** How many of the first results answer a question for a title or a person; 0 if none or all of them do. */
export function namedFirst(items: readonly Pick<Found, "matched">[]): number {
  const isNamed = items[0]?.matched.some((by) => by === "title" || by === "person") ?? false;
  return isNamed ? Math.max(0, items.findIndex(({ matched }) => matched.every((by) => by === "meaning"))) : 0;
}

export function Titles({ items, isBusy }: { items: readonly Found[]; isBusy: boolean }) {
  const n = namedFirst(items);
  return (
    <>
      {n > 0 && <Grid items={items.slice(0, n)} isBusy={isBusy} isOnTop />}
      {n > 0 && <h3 className="block comes-close">{t("comes_close")}</h3>}
      <Grid items={items.slice(n)} isBusy={isBusy} isOnTop={n === 0} />
    </>
  );
}

function Grid({ items, isBusy, isOnTop }: { items: readonly Found[]; isBusy: boolean; isOnTop: boolean }) {
  return (
    <ul className="grid" aria-busy={isBusy}>
      {items.map((item, n) => (
        <li key={item.id}>
          <Card item={item} isFirst={isOnTop && n < 6} reason={matchOf(item)} />
        </li>
      ))}
    </ul>
  );
}
