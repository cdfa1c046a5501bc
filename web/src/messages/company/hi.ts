/** Who else likes an item of the reader's list, in Hindi. */
import type { Translation } from "../t";
import type { en } from "./en";

export const hi: Translation<typeof en> = {
  liked_by_names: "{names} को यह पसंद आई",
  liked_by_others: { one: "आपसे मिलती पसंद वाले {n} व्यक्ति को यह पसंद आई", other: "आपसे मिलती पसंद वाले {n} लोगों को यह पसंद आई" },
  liked_by_both: { one: "{names} और आपसे मिलती पसंद वाले {n} और व्यक्ति को यह पसंद आई", other: "{names} और आपसे मिलती पसंद वाले {n} और लोगों को यह पसंद आई" },
  would_match: { one: "इसे पसंद करना आपको {n} व्यक्ति के पास लाएगा", other: "इसे पसंद करना आपको {n} लोगों के पास लाएगा" },
  a_friend: "एक दोस्त",
};
