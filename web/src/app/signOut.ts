/** Signing out forgets everything on this device. What could not be sent is tried once more, or else the reader decides. */
import { api } from "../api/client";
import { t } from "../messages/t";
import { endSession } from "../session/session";
import { queue } from "../tracking/track";
import { ask } from "../ui/Question";

export const LAST_TRY_MS = 3_000;

/** Sign out. False if the reader would rather stay. */
export async function signOut(): Promise<boolean> {
  await Promise.race([queue.flush(), new Promise((resolve) => setTimeout(resolve, LAST_TRY_MS))]);
  const n = await queue.waiting();
  const isStaying =
    n > 0 &&
    !(await ask({
      title: t("sign_out_unsent", { n }),
      text: t("sign_out_unsent_hint"),
      yes: t("sign_out_anyway"),
      no: t("sign_out_stay"),
    }));
  if (isStaying) return false;
  // The token ends on the service, too; the page forgets it in any case.
  void api.POST("/auth/logout", {}).catch(() => undefined);
  endSession("signed-out");
  return true;
}
