/** A reader makes a group; a guest joins by its link without an account; they agree, and the evening leaves a debt. */
import assert from "node:assert/strict";
import { ask, answer, newAccount, open, rateByApi, SITE, story, until } from "../support/story.mjs";

const groupOf = async (token) => (await ask("/groups", { token })).groups[0];

await story(
  async (reader) => {
    const account = await newAccount();
    const { token } = account;
    await rateByApi(token, { Drishyam: 5, Eega: 4.5, "Pather Panchali": 4, Lagaan: 2 });
    const page = await (await reader(account)).newPage();
    await open(page, "/groups");
    await page.getByLabel("Name of the group").fill("Friday films");
    await page.getByRole("button", { name: "Make a group" }).click();
    await page.getByRole("heading", { level: 1, name: "Friday films" }).waitFor();
    const { group_id: groupId, code } = await groupOf(token);
    await page.locator(".group-code code").getByText(code).waitFor();

    const guest = await (await reader()).newPage();
    await open(guest, `/join/${code}`);
    await guest.getByLabel("Your name").fill("Grace");
    const box = guest.getByRole("group", { name: "What you like" }).getByRole("combobox");
    for (const title of ["Finding Nemo", "The Matrix"]) {
      await box.fill(title);
      await guest.getByRole("option", { name: new RegExp(`^${title}`) }).first().click();
    }
    await guest.getByRole("button", { name: "Join", exact: true }).click();
    await guest.getByRole("heading", { level: 1, name: "Friday films" }).waitFor();
    assert.equal(guest.url(), `${SITE}/app/groups/${groupId}`, "the key is in no address");
    await until(async () => (await groupOf(token)).members.map((one) => one.name).join() === "Asha,Grace", "both are members");
    assert.equal(await guest.locator(".group-code").count(), 0, "guests do not see the code");
    assert.equal(await guest.getByRole("button", { name: /^We watched/ }).count(), 0);

    await guest.locator("main .pick").first().waitFor();
    const vetoed = await guest.locator("main .pick").first().getAttribute("data-item");
    await guest.locator("main .pick").first().getByRole("button", { name: /^Not tonight/ }).click();
    await until(async () => !(await guest.locator("main .pick").evaluateAll((all) => all.map((one) => one.dataset.item))).includes(vetoed), "what the guest vetoed is gone");
    await guest.getByRole("button", { name: "Take the vetoes back" }).click();
    await guest.locator(`main .pick[data-item="${vetoed}"]`).waitFor();

    await page.getByText("Grace", { exact: true }).waitFor();
    const pick = page.locator("main .pick").first();
    await pick.getByText(/^Grace: [\d.]+ stars$/).waitFor();
    const picked = Number(await pick.getAttribute("data-item"));
    const title = await pick.getByRole("heading").innerText();
    await pick.getByRole("button", { name: /^We (watched|read) / }).click();
    await page.locator(".evening h3").getByText(title).waitFor();
    const { evenings } = await ask(`/groups/${groupId}/evenings`, { token });
    assert.deepEqual(evenings.map((one) => [one.item.id, one.members.map(({ name }) => name).join()]), [[picked, "Asha,Grace"]]);
    await guest.reload();
    await guest.locator(".evening h3").getByText(title).waitFor();

    const key = await guest.evaluate((id) => JSON.parse(localStorage.getItem("cinelibre.guests"))[id].key, groupId);
    const asGuest = () => fetch(`${SITE}/groups/${groupId}`, { headers: { "X-Guest-Key": key } }).then(({ status }) => status);
    assert.equal(await asGuest(), 200);
    await page.getByRole("button", { name: "Remove Grace" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Grace is not in the group any more").waitFor();
    assert.notEqual(await asGuest(), 200);
    await guest.reload();
    await guest.getByRole("heading", { name: "You are not in this group" }).waitFor();

    await page.getByRole("button", { name: "Delete the group" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "No" }).click();
    assert.equal((await groupOf(token)).group_id, groupId, "a no deletes nothing");
    await page.getByRole("button", { name: "Delete the group" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { level: 2, name: "You are in no group yet" }).waitFor();
    assert.equal((await answer(`/groups/${groupId}`, { token }))[0], 404);
  },
  { expected: [/status of 40[14]/] },
);
