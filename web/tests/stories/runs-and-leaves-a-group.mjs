/** The host renames a group and gives it a new code; the former one ends; a member leaves, when asked once more. */
import assert from "node:assert/strict";
import { answer, ask, newAccount, open, rateByApi, story, until } from "../support/story.mjs";

await story(
  async (reader) => {
    const [host, member] = [await newAccount(), await newAccount()];
    await rateByApi(host.token, { Drishyam: 5, Eega: 4 });
    const { group_id: groupId, code } = await ask("/groups", { method: "POST", token: host.token, body: { name: "Friday films" } });
    const page = await (await reader(host)).newPage();
    await open(page, `/groups/${groupId}`);
    await page.getByText("Rename the group").first().click();
    await page.getByLabel("Name of the group").fill("Saturday films");
    await page.getByRole("button", { name: "Rename the group" }).click();
    await page.getByRole("heading", { level: 1, name: "Saturday films" }).waitFor();

    const renew = page.getByRole("button", { name: "Make a new code" });
    await renew.click();
    await page.getByRole("dialog").getByRole("button", { name: "No" }).click();
    assert.equal((await ask(`/groups/${groupId}`, { token: host.token })).code, code, "a no keeps the code");
    await renew.click();
    await page.getByRole("dialog").getByRole("button", { name: "Make a new code" }).click();
    await page.getByText(/^The new code is /).waitFor();
    const renewed = (await ask(`/groups/${groupId}`, { token: host.token })).code;
    assert.notEqual(renewed, code);
    await page.locator(".group-code code").getByText(renewed).waitFor();

    const theirs = await (await reader(member)).newPage();
    await open(theirs, `/join/${code}`);
    await theirs.getByRole("button", { name: "Join", exact: true }).click();
    await theirs.getByRole("alert").first().waitFor();
    assert.equal((await answer(`/groups/${groupId}`, { token: member.token }))[0], 404, "the former code lets nobody in");
    await open(theirs, `/join/${renewed}`);
    await theirs.getByRole("button", { name: "Join", exact: true }).click();
    await theirs.getByRole("heading", { level: 1, name: "Saturday films" }).waitFor();

    const leave = theirs.getByRole("button", { name: "Leave the group" });
    await leave.click();
    await theirs.getByRole("dialog").getByRole("button", { name: "No" }).click();
    assert.equal((await ask("/groups", { token: member.token })).groups.length, 1, "a no leaves nothing");
    await leave.click();
    await theirs.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await theirs.getByText("You are not in Saturday films any more").waitFor();
    await until(async () => (await ask(`/groups/${groupId}`, { token: host.token })).members.length === 1, "the host is alone again");
    assert.equal(await theirs.getByRole("heading", { level: 1 }).innerText(), "Groups");
  },
  { expected: [/status of 404/] },
);
