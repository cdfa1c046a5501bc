/** What was seen, for when there is no connection: the newest answers, in IndexedDB, of one account alone.
 *
 * What was asked for incognito is not kept, nor a query whose meta says `isUnkept`. An answer is asked for as always. If the service cannot be reached and the page has nothing to show, it gets the
 * answer that was kept; once the service answers again, such answers are marked as old. Errors are never kept.
 */
import type { Query, QueryClient, QueryFunctionContext, QueryKey } from "@tanstack/react-query";
import { isIncognito } from "../session/incognito";
import { onAccountChange, readSession } from "../session/session";
import { Unreachable } from "./errors";

export const MOST_ANSWERS = 50;
export const MOST_LENGTH = 2_000_000; // characters of JSON, all together
export const KEPT_MS = 7 * 86_400_000;
export const WRITE_MS = 2_000; // between a change and its writing

const STORE = "answers";

export interface KeptAnswer {
  /** The key of the query. */
  hash: string;
  /** Whose it is; null for guests. */
  userId: number | null;
  at: number;
  json: string;
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

async function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open("cinelibre-seen", 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(STORE, { keyPath: "hash" }));
  return answerOf(opening);
}

let database: Promise<IDBDatabase> | undefined;

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await (database ??= open())).transaction(STORE, mode).objectStore(STORE);
}

function owner(): number | null {
  return readSession()?.userId ?? null;
}

/** Which answers are too many, too long together, too old, or another account's. */
export function surplus(kept: readonly KeptAnswer[], userId: number | null, now: number): KeptAnswer[] {
  let length = 0;
  return kept
    .toSorted((a, b) => b.at - a.at)
    .filter((one, place) => {
      length += one.json.length;
      return place >= MOST_ANSWERS || length > MOST_LENGTH || one.at < now - KEPT_MS || one.userId !== userId;
    });
}

/** Keep answers, and delete what is too much. */
export async function keep(answers: readonly KeptAnswer[]): Promise<void> {
  const answersStore = await store("readwrite");
  for (const one of answers) answersStore.put(one);
  const kept: KeptAnswer[] = await answerOf(answersStore.getAll());
  for (const one of surplus(kept, owner(), Date.now())) answersStore.delete(one.hash);
}

/** The data that was kept for a query of the present account. */
export async function findKept(hash: string): Promise<{ data: unknown } | null> {
  const one: KeptAnswer | undefined = await answerOf((await store("readonly")).get(hash));
  return one && one.userId === owner() && one.at >= Date.now() - KEPT_MS ? { data: JSON.parse(one.json) as unknown } : null;
}

export async function forgetKept(): Promise<void> {
  await answerOf((await store("readwrite")).clear());
}

/** Queries that show what was kept. */
const shown = new Set<string>();

/** Ask as always; if the service cannot be reached, answer what was kept. */
export async function askOrFind<T, K extends QueryKey>(
  ask: (context: QueryFunctionContext<K>) => T | Promise<T>,
  context: QueryFunctionContext<K>,
  query: Query,
): Promise<T> {
  try {
    const answer = await ask(context);
    shown.delete(query.queryHash);
    return answer;
  } catch (error) {
    if (!(error instanceof Unreachable) || query.state.data !== undefined) throw error;
    const kept = await findKept(query.queryHash).catch(() => null);
    if (!kept) throw error;
    shown.add(query.queryHash);
    return kept.data as T;
  }
}

/** Keep what the queries answer, as it changes, and forget it when another account, or none, is signed in. */
export function keepAnswers(client: QueryClient): () => void {
  const changed = new Map<string, KeptAnswer>();
  /** Queries that were last asked for incognito: a rating later changes them, and still they are not kept. */
  const unseen = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const answers = [...changed.values()].filter((one) => one.userId === owner());
    changed.clear();
    if (answers.length > 0) void keep(answers).catch(() => undefined); // without IndexedDB nothing is kept
  };
  const ends = [
    client.getQueryCache().subscribe((event) => {
      if (event.type !== "updated") return;
      const { queryHash: hash, state } = event.query;
      if (event.action.type === "fetch") {
        if (isIncognito()) unseen.add(hash);
        else unseen.delete(hash);
      }
      if (event.action.type !== "success") return;
      const isAnswer = !event.action.manual; // or else a page changed it, after a rating for example
      if (isAnswer && shown.has(hash)) return; // it is what was kept
      if (isAnswer) markShownAsOld(client);
      if (unseen.has(hash) || isIncognito() || event.query.meta?.["isUnkept"]) return;
      changed.set(hash, { hash, userId: owner(), at: state.dataUpdatedAt, json: JSON.stringify(state.data) });
      timer ??= setTimeout(write, WRITE_MS);
    }),
    onAccountChange(() => {
      changed.clear();
      shown.clear();
      unseen.clear();
      void forgetKept().catch(() => undefined);
    }),
  ];
  const onOnline = () => markShownAsOld(client);
  document.addEventListener("visibilitychange", write);
  addEventListener("online", onOnline);
  void keep([]).catch(() => undefined); // deletes what was another account's
  return () => {
    for (const end of ends) end();
    document.removeEventListener("visibilitychange", write);
    removeEventListener("online", onOnline);
  };
}

/** The service answers again: what was kept may be old. Nothing changes on the screen by itself. */
function markShownAsOld(client: QueryClient): void {
  const hashes = new Set(shown);
  shown.clear();
  void client.invalidateQueries({ predicate: (query) => hashes.has(query.queryHash), refetchType: "none" });
}
