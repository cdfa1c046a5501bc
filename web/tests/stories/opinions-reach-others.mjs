/** A note is its writer's alone; a review is everybody's, folded if it tells the story; reports hide it; older ones follow. */
import assert from "node:assert/strict";
import { answer, ask, newAccount, open, rateByApi, story, until } from "../support/story.mjs";

const NOTE = "Only for me: watch it with Meera.";
const REVIEW = `He dug where the new station was being built, at ${Date.now()}.`; // other tests write of this film too
const N_OLDER = 50; // as many as a page has at once

await story(async (reader) => {
  const [writer, other] = [await newAccount(), await newAccount()];
  const [film, older] = await rateByApi(writer.token, { Drishyam: 4.5, "Pather Panchali": 5 });
  const page = await (await reader(writer)).newPage();
  await open(page, `/movies/${film}`);
  await page.getByLabel("Your note", { exact: true }).last().fill(NOTE);
  await page.getByRole("button", { name: "Save the note" }).click();
  await page.getByText("Your note is saved").waitFor();
  await page.getByLabel("What you think of it").fill(REVIEW);
  await page.getByLabel("It tells how the story goes").check();
  await page.getByRole("button", { name: "Publish the review" }).click();
  await page.getByText("Your review is published").waitFor();

  const theirs = await (await reader(other)).newPage();
  await open(theirs, `/movies/${film}`);
  const review = theirs.locator(".review", { hasText: REVIEW });
  await review.getByText(/^Asha, .* · 4\.5 stars$/).waitFor();
  assert.equal(await review.getByText(REVIEW).isVisible(), false, "what tells the story is folded");
  await review.getByText("Tells how the story goes: show it").click();
  await review.getByText(REVIEW).waitFor();
  assert.equal(await theirs.getByText(NOTE).count(), 0, "the note is nobody else's");
  assert.equal(await theirs.getByRole("textbox", { name: "Your note" }).inputValue(), "");

  await review.getByRole("button", { name: "Report the review by Asha" }).click();
  await review.getByLabel("What is not right about it?").fill("It tells the end.");
  await review.getByRole("button", { name: "Send the report" }).click();
  await theirs.getByText("Thank you. The report is sent.").waitFor();
  const { reviews } = await ask(`/movies/${film}/reviews`, { token: other.token });
  for (const { token } of [await newAccount(), await newAccount()]) {
    await ask(`/reviews/${reviews.find((one) => one.text === REVIEW).id}/report`, { method: "POST", token, body: { reason: "It tells the end." } });
  }
  await theirs.reload();
  await theirs.getByLabel("What you think of it").waitFor();
  await review.waitFor({ state: "detached" });
  await page.reload();
  await page.getByText("Nobody else sees your review, because it was reported.").waitFor();

  // Deleting can be taken back.
  await page.getByRole("button", { name: "Delete the note" }).click();
  await page.getByText("Your note is deleted").waitFor();
  assert.equal((await ask(`/notes/movie/${film}`, { token: writer.token })).note, null);
  await page.getByRole("button", { name: "Undo" }).click();
  await until(async () => (await ask(`/notes/movie/${film}`, { token: writer.token })).note === NOTE, "the note is back");
  await page.getByRole("button", { name: "Delete the review" }).click();
  await until(async () => (await ask(`/reviews/movie/${film}`, { token: writer.token })).review === null, "the review is gone");

  for (let n = 0; n <= N_OLDER; n += 1) {
    const { token } = await newAccount();
    const [status] = await answer(`/reviews/movie/${older}`, { method: "PUT", token, body: { text: `Opinion ${n} of many` } });
    assert.equal(status, 200);
  }
  await open(page, `/movies/${older}`);
  await page.getByText(`Opinion ${N_OLDER} of many`).waitFor();
  assert.equal(await page.locator(".review").count(), N_OLDER);
  await page.getByRole("button", { name: "Show older reviews" }).click();
  await page.getByText("Opinion 0 of many").waitFor();
  assert.equal(await page.getByRole("button", { name: "Show older reviews" }).count(), 0);
});
