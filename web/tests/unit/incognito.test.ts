import { afterEach, expect, test, vi } from "vitest";
import { api } from "../../src/api/client";
import { isReading, turnIncognito } from "../../src/session/incognito";
import { queue, record, recordForLater } from "../../src/tracking/track";

afterEach(() => {
  turnIncognito(false);
  vi.restoreAllMocks();
});

/** The header of every request that is sent. */
async function headersOf(send: () => Promise<unknown>): Promise<(string | null)[]> {
  const sent: (string | null)[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => {
    sent.push((request as Request).headers.get("X-Incognito"));
    return new Response("{}", { headers: { "Content-Type": "application/json" } });
  });
  await send();
  return sent;
}

const place = { params: { path: { item_type: "movie" as const, item_id: 1 } } };
const readAndHide = async () => {
  await api.GET("/me/influences");
  await api.POST("/recommendations/refresh");
  await api.PUT("/hidden/{item_type}/{item_id}", place);
};

test("while it is on, what reads carries the header, and what the reader states does not", async () => {
  turnIncognito(true);

  expect(await headersOf(readAndHide)).toEqual(["true", "true", null]);
});

test("while it is off, nothing carries the header", async () => {
  expect(await headersOf(readAndHide)).toEqual([null, null, null]);
});

test("only reading is read, also below a prefix", () => {
  const of = (method: string, path: string) => isReading({ method, url: `http://localhost${path}` });

  expect([of("GET", "/movies"), of("POST", "/api/v1/recommendations/session"), of("POST", "/interactions"), of("PUT", "/recommendations/refresh/x")]).toEqual([
    true, true, false, false,
  ]);
});

test("while it is on, what is looked at is not recorded, and ratings that wait are", () => {
  const recorded = vi.spyOn(queue, "record").mockReturnValue();
  turnIncognito(true);

  record({ interaction_type: "view", item_id: 1 });
  recordForLater({ interaction_type: "rate", item_id: 2, rating: 4 }, 5);
  turnIncognito(false);
  record({ interaction_type: "view", item_id: 3 });

  expect(recorded.mock.calls.map(([event]) => event.item_id)).toEqual([2, 3]);
});
