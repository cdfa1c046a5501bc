/** The module for sites without React: small, and clear about what the service does not have. */
import { build } from "vite";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { start, type Tracker } from "../../src/tracking/browser";

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
