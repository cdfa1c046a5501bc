/** Sends what readers did: in batches, in order, once, with their own token alone; after a reload, too. No dependency.
 *
 * An event is kept in IndexedDB, with its owner, until the API has answered for it. One tab sends at a time. If there
 * is no answer, or a 429 or 5xx, the queue waits longer each time, or as long as Retry-After asks. After a 401 the
 * events wait for a new token. Where crypto.randomUUID, locks or IndexedDB are missing, as on plain http, it works too.
 */
import { openStore, type Store, type TrackedEvent, type Waiting } from "./store";

export const MOST_A_BATCH = 100; // the API takes no more
export const MOST_AT_END = 60; // events sent while the page goes away
export const MOST_BYTES_AT_END = 60_000; // browsers allow 64 KiB
export const KEPT_DAYS = 30; // the API takes no older ratings
export const GATHER_MS = 5_000; // between an event and its batch
export const LONGEST_WAIT_MS = 60_000;
export const LONGEST_ASKED_MS = 3_600_000; // a longer Retry-After is a mistake
const LEASE_MS = 40_000; // longer than a request may take
const REQUEST_MS = 30_000;
const DAY_MS = 86_400_000;

export interface Account {
  owner: string;
  token: string;
}

export interface QueueOptions {
  /** Where the API is, without a slash at the end. */
  api: string;
  account: () => Account | null;
  /** Queues of one name share their events. */
  name?: string;
}

/** What listeners are told. `isHere`: this tab did it. */
export type Notice =
  | { type: "waiting"; n: number }
  | { type: "sent"; events: TrackedEvent[]; owed: TrackedEvent[]; isHere: boolean }
  | { type: "refused"; event: TrackedEvent; isOwed: boolean; error: string; detail: string; isHere: boolean }
  | { type: "unauthorized"; token: string };

interface Told {
  gone: string[];
  notices: Notice[];
}

interface Answer {
  refused: { index: number; error: string; detail: string }[];
}

/** 32 hexadecimal digits at random; crypto.randomUUID is missing on plain http. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sentForm({ event, at, isUndated, key }: Waiting) {
  return { ...event, ...(isUndated ? {} : { occurred_at: new Date(at).toISOString() }), idempotency_key: key };
}

export class Queue {
  readonly #options: Required<QueueOptions>;
  readonly #store: Promise<Store | null>;
  /** What this tab recorded and the API has not answered for: to be sent when the page goes away. */
  readonly #own = new Map<string, Waiting>();
  readonly #listeners = new Set<(notice: Notice) => void>();
  readonly #channel: BroadcastChannel | null;
  readonly #ending = new AbortController();
  readonly #id = newKey();
  #writing: Promise<unknown> = Promise.resolve();
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #endedToken: string | null = null;

  constructor(options: QueueOptions) {
    this.#options = { name: "cinelibre", ...options };
    this.#store = this.#prepare();
    this.#channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(this.#options.name) : null;
    const { signal } = this.#ending;
    this.#channel?.addEventListener("message", ({ data }: MessageEvent<Told>) => this.#hear(data), { signal });
    addEventListener("online", this.flush, { signal });
    addEventListener("pagehide", this.#leave, { signal });
    document.addEventListener("visibilitychange", this.flush, { signal });
    this.#hear({ gone: [], notices: [] });
    void this.flush();
  }

  /** Stop: nothing is sent any more. What waits stays for the next visit. */
  close(): void {
    this.#ending.abort();
    clearTimeout(this.#timer);
    this.#channel?.close();
  }

  listen(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Keep an event of whoever is signed in; without an account there is nobody to keep it for. */
  record(event: TrackedEvent, { isOwed = false, at = Date.now() } = {}): void {
    const account = this.#options.account();
    if (!account) return;
    const row: Waiting = { owner: account.owner, key: newKey(), at, isOwed, event };
    this.#own.set(row.key, row);
    this.#writing = this.#writing.then(async () => (await this.#store)?.put(row)).catch(() => undefined);
    if (isOwed) void this.#writing.then(() => this.#tell([], []));
    this.#plan(GATHER_MS);
  }

  /** How many ratings and marks of the present account wait. */
  async waiting(): Promise<number> {
    const account = this.#options.account();
    return account ? (await this.#of(account.owner)).filter((row) => row.isOwed).length : 0;
  }

  /** Send now what can be sent. Resolves when all that was recorded before is sent, or must wait. */
  flush = (): Promise<void> => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#running) {
      this.#next ??= this.#running.then(() => {
        this.#next = null;
        return this.flush();
      });
      return this.#next;
    }
    this.#running = this.#alone()
      .catch(() => this.#wait(null))
      .then(() => {
        this.#running = null;
      });
    return this.#running;
  };

  /** Another account is signed in, or none: count its events and send them. */
  changeAccount(): void {
    this.#tries = 0;
    this.#tell([], []);
    void this.flush();
  }

  /** Delete what waits of an owner, unsent. */
  async forget(owner: string): Promise<void> {
    await this.#remove(await this.#of(owner), []);
  }

  async #prepare(): Promise<Store | null> {
    try {
      const store = await openStore(this.#options.name);
      await store.expire(Date.now() - KEPT_DAYS * DAY_MS);
      return store;
    } catch {
      return null;
    }
  }

  /** What waits of an owner, in order. Without a store it is what this tab recorded. */
  async #of(owner: string, most?: number): Promise<Waiting[]> {
    await this.#writing;
    const stored = (await (await this.#store)?.first(owner, most)) ?? [];
    const unstored = [...this.#own.values()].filter((row) => row.owner === owner && !row.n);
    return [...stored, ...unstored].slice(0, most);
  }

  /** Send while no other tab does. */
  async #alone(): Promise<void> {
    if (navigator.locks) return navigator.locks.request(this.#options.name, () => this.#send());
    const store = await this.#store;
    if (store && !(await store.takeLease(this.#id, LEASE_MS))) return this.#plan(LEASE_MS);
    await this.#send();
    await store?.dropLease();
  }

  async #send(): Promise<void> {
    let most = MOST_A_BATCH;
    for (;;) {
      // Asked anew for each batch: an owner and their token, never one without the other.
      const account = this.#options.account();
      if (this.#ending.signal.aborted || !account || account.token === this.#endedToken) return;
      const rows = await this.#of(account.owner, most);
      if (rows.length === 0) return;
      const pause = this.#readPause();
      if (pause > 0) return this.#plan(pause);
      const answer = await this.#post(account, rows, { signal: AbortSignal.timeout(REQUEST_MS) }).catch(() => null);
      if (answer && [400, 413, 422].includes(answer.status)) {
        // The batch as a whole is wrong: halve it until the wrong event stands alone.
        most = Math.ceil(rows.length / 2);
        if (rows.length === 1) await this.#settle(rows, [{ index: 0, error: String(answer.status), detail: "" }]);
        continue;
      }
      if (answer?.status === 401) {
        this.#endedToken = account.token;
        this.#emit({ type: "unauthorized", token: account.token });
        return;
      }
      const body = answer?.ok ? ((await answer.json().catch(() => null)) as Answer | null) : null;
      if (!Array.isArray(body?.refused)) return this.#wait(answer);
      await this.#settle(rows, body.refused);
      this.#tries = 0;
      most = MOST_A_BATCH;
    }
  }

  #post({ token }: Account, rows: readonly Waiting[], rest: RequestInit): Promise<Response> {
    return fetch(`${this.#options.api}/interactions/batch`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ events: rows.map(sentForm) }),
      ...rest,
    });
  }

  /** The API has answered for these events: they are not sent again. */
  async #settle(rows: readonly Waiting[], refused: Answer["refused"]): Promise<void> {
    const notices: Notice[] = [];
    const errors = new Map(refused.map((one) => [one.index, one]));
    const early = rows.filter((row, index) => !row.isUndated && errors.get(index)?.error === "in_the_future");
    for (const row of early) await (await this.#store)?.put(Object.assign(row, { isUndated: true }));
    const sent = rows.filter((_, index) => !errors.has(index));
    const owed = sent.filter((row) => row.isOwed);
    const eventsOf = (some: readonly Waiting[]) => some.map((row) => row.event);
    if (sent.length > 0) notices.push({ type: "sent", events: eventsOf(sent), owed: eventsOf(owed), isHere: false });
    for (const [index, { error, detail }] of errors) {
      const row = rows[index];
      if (row && !early.includes(row)) {
        notices.push({ type: "refused", event: row.event, isOwed: row.isOwed, error, detail, isHere: false });
      }
    }
    await this.#remove(rows.filter((row) => !early.includes(row)), notices);
  }

  async #remove(rows: readonly Waiting[], notices: Notice[]): Promise<void> {
    await (await this.#store)?.remove(rows);
    for (const row of rows) this.#own.delete(row.key);
    this.#tell(rows.map((row) => row.key), notices);
  }

  /** Try later: when the service asked for it, or else after a longer time than last, by chance a bit less. */
  #wait(answer: Response | null): void {
    const asked = Number(answer?.headers.get("Retry-After")) * 1000;
    if (asked > 0) this.#pause(Math.min(asked, LONGEST_ASKED_MS) + 1000 * Math.random());
    const ms = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#tries++) * (0.5 + Math.random() / 2);
    this.#plan(this.#readPause() || ms);
  }

  /** A pause that the service asked for holds for all tabs, and after a reload. */
  #pause(ms: number): void {
    try {
      localStorage.setItem(`${this.#options.name}.pause`, String(Date.now() + ms));
    } catch {
      // Without localStorage each tab asks for itself.
    }
  }

  #readPause(): number {
    try {
      const left = Number(localStorage.getItem(`${this.#options.name}.pause`)) - Date.now();
      return left > 0 && left < 2 * LONGEST_ASKED_MS ? left : 0;
    } catch {
      return 0;
    }
  }

  /** Send after a time; a time that is set already stays. */
  #plan(ms: number): void {
    if (!this.#ending.signal.aborted) this.#timer ??= setTimeout(this.flush, ms);
  }

  /** The page goes away: there is no time to ask IndexedDB. Nothing is deleted; what comes twice counts once. */
  #leave = (): void => {
    const account = this.#options.account();
    if (!account || account.token === this.#endedToken || this.#readPause() > 0) return;
    const rows = [...this.#own.values()].filter((row) => row.owner === account.owner).slice(0, MOST_AT_END);
    while (new Blob([JSON.stringify({ events: rows.map(sentForm) })]).size > MOST_BYTES_AT_END) rows.pop();
    if (rows.length > 0) void this.#post(account, rows, { keepalive: true }).catch(() => undefined);
  };

  /** Tell this tab and the others. */
  #tell(gone: string[], notices: Notice[]): void {
    if (!this.#ending.signal.aborted) this.#channel?.postMessage({ gone, notices } satisfies Told);
    this.#hear({ gone: [], notices: notices.map((notice) => ({ ...notice, isHere: true })) });
  }

  #hear({ gone, notices }: Told): void {
    for (const key of gone) this.#own.delete(key);
    for (const notice of notices) this.#emit(notice);
    void this.waiting().then((n) => this.#emit({ type: "waiting", n }));
  }

  #emit(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}
