import { expect, test } from "vitest";
import { timeZones } from "../../src/session/zones";

test("time zones have today's names, each place once, the account's own among them", () => {
  expect(timeZones("Asia/Kolkata", ["Asia/Calcutta", "America/New_York"])).toEqual([
    { zone: "America/New_York", label: "America/New York" },
    { zone: "Asia/Kolkata", label: "Asia/Kolkata" },
    { zone: "UTC", label: "UTC" },
  ]);
  expect(timeZones("UTC", ["Asia/Calcutta"])).toEqual([
    { zone: "Asia/Calcutta", label: "Asia/Kolkata" },
    { zone: "UTC", label: "UTC" },
  ]);
});
