/** The module for sites without React: small, and clear about what the service does not have. */
import { build } from "vite";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { start, type Tracker } from "../../src/tracking/browser";
import { Queue } from "../../src/tracking/queue";

let tracker: Tracker | undefined;

afterEach(() => {
  tracker?.stop();
  vi.unstubAllGlobals();
});

function answering(answer: Response): ReturnType<typeof vi.fn> {
  const asked = vi.fn(async () => answer);
  vi.stubGlobal("fetch", asked);
  tracker = start({ token: () => "a.b.c", api: "http://api" });
  return asked;
}

test("insights are asked for with the token", async () => {
  const asked = answering(Response.json({ engagement_score: 3 }));

  expect(await tracker?.getUserInsights()).toEqual({ engagement_score: 3 });
  expect(asked).toHaveBeenCalledWith("http://api/insights/me", { headers: { Authorization: "Bearer a.b.c" } });
});

test("incognito, insights are asked for with the header", async () => {
  const asked = vi.fn(async () => Response.json({}));
  vi.stubGlobal("fetch", asked);
  tracker = start({ token: () => "a.b.c", api: "http://api", incognito: () => true });

  await tracker.getUserInsights();

  expect(asked).toHaveBeenCalledWith("http://api/insights/me", { headers: { Authorization: "Bearer a.b.c", "X-Incognito": "true" } });
});

test("incognito, only ratings and marks are recorded", () => {
  let isOn = true;
  const recorded = vi.spyOn(Queue.prototype, "record").mockReturnValue();
  tracker = start({ token: () => "a.b.c", api: "http://api", incognito: () => isOn });
  const types = ["view", "click", "search", "impression", "dwell", "watch", "made_up", "rate", "unrate", "like", "dislike", "superlike", "seen", "hide", "watchlist_add", "watchlist_remove"];

  for (const interaction_type of types) tracker.record({ interaction_type, item_id: 1 });
  tracker.record({ interaction_type: "made_up", item_id: 1, rating: 4 });
  isOn = false;
  tracker.record({ interaction_type: "view", item_id: 2 });

  expect(recorded.mock.calls.map(([event]) => event.interaction_type)).toEqual(["rate", "unrate", "like", "dislike", "superlike", "seen", "hide", "watchlist_add", "watchlist_remove", "made_up", "view"]);
  recorded.mockRestore();
});

test.each([
  [Response.json({ detail: "Not Found" }, { status: 404 }), "This service has no insights yet."],
  [Response.json({ detail: "The token has ended." }, { status: 401 }), "The token has ended."],
  [new Response("", { status: 502 }), "The service answered 502."],
])("without insights it says why", async (answer, why) => {
  answering(answer);

  await expect(tracker?.getUserInsights()).rejects.toThrow(why);
});

test("the built module takes at most 5 kB on the wire", async () => {
  const built = await build({ configFile: "vite.tracker.config.ts", logLevel: "silent", build: { write: false } });
  const [file] = "output" in built ? built.output : [];

  expect(file?.fileName).toBe("cinelibre.js");
  expect(gzipSync(file?.type === "chunk" ? file.code : "").length).toBeLessThanOrEqual(5000);
});
