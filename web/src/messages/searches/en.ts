/** The list of former searches, in English. */
export const en = {
  searches_hint: "Only you see them. The search box offers them while you type; deleted ones no longer count for your lists.",
  searches_delete_all: "Delete all",
  searches_sure: "Delete all your searches?",
  searches_sure_hint: "Nobody can bring them back.",
  searches_keep: "Keep them",
  searches_none: "There are no searches",
  searches_none_hint: "What you search for while signed in is here, for you alone.",
  searches_times: { one: "once", other: "{n} times" },
  searches_deleted: { one: "{n} search is deleted", other: "{n} searches are deleted" },
};
