/** Events that wait, in IndexedDB: they outlive a closed tab and a lost connection. No dependency. */

/** Something a reader did, as POST /interactions takes it. */
export interface TrackedEvent {
  interaction_type: string;
  item_id?: number;
  rating?: number;
  seconds?: number;
  query?: string;
  context?: Record<string, unknown>;
}

/** An event on its way. */
export interface Waiting {
  /** Its place in the order; undefined until it is stored. */
  n?: number;
  owner: string;
  /** With this key the API counts the event once, however often it is sent. */
  key: string;
  /** When it happened, in milliseconds since 1970. */
  at: number;
  /** This device's clock is ahead of the service's, so the event takes the time of its arrival. */
  isUndated?: boolean;
  /** The reader was told that it will be sent: a rating or a mark. */
  isOwed: boolean;
  event: TrackedEvent;
}

const EVENTS = "events";
const LEASE = "lease";

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

/** Open the store. Rejects where a browser has no IndexedDB, or refuses it. */
export async function openStore(name: string): Promise<Store> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore(EVENTS, { keyPath: "n", autoIncrement: true }).createIndex("owner", "owner");
    opening.result.createObjectStore(LEASE);
  });
  return new Store(await answerOf(opening));
}

export class Store {
  readonly #db: IDBDatabase;

  constructor(db: IDBDatabase) {
    this.#db = db;
  }

  #open(mode: IDBTransactionMode, name = EVENTS): IDBObjectStore {
    return this.#db.transaction(name, mode).objectStore(name);
  }

  /** Keep a new event, or a change of one. */
  async put(row: Waiting): Promise<void> {
    row.n = Number(await answerOf(this.#open("readwrite").put(row)));
  }

  /** The first events of an owner, in their order. */
  first(owner: string, most?: number): Promise<Waiting[]> {
    return answerOf(this.#open("readonly").index("owner").getAll(owner, most));
  }

  async remove(rows: readonly Waiting[]): Promise<void> {
    const store = this.#open("readwrite");
    await Promise.all(rows.map((row) => row.n && answerOf(store.delete(row.n))));
  }

  /** Delete what happened before a time, whoever's it is. */
  async expire(before: number): Promise<void> {
    const rows: Waiting[] = await answerOf(this.#open("readonly").getAll());
    await this.remove(rows.filter((row) => row.at < before));
  }

  /** Become the only one who sends, for some time; false if another one is. For browsers without locks. */
  async takeLease(id: string, ms: number): Promise<boolean> {
    const store = this.#open("readwrite", LEASE);
    const held = (await answerOf(store.get(LEASE))) as { id: string; until: number } | undefined;
    if (held && held.id !== id && held.until > Date.now()) return false;
    await answerOf(store.put({ id, until: Date.now() + ms }, LEASE));
    return true;
  }

  async dropLease(): Promise<void> {
    await answerOf(this.#open("readwrite", LEASE).delete(LEASE));
  }
}
