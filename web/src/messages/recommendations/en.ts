/** The reader's list, in English. */
export const en = {
  other_list: "Another list",
  no_recommendations: "No recommendations yet",
  no_recommendations_hint: "Rate three titles that you know, and a list is made for you.",
  still_looking: "We are still looking for people with your taste; the list gets better in a moment.",
  list_end: { one: "That is all: {n} title. Rate or hide some, and there will be others.", other: "That is all: {n} titles. Rate or hide some, and there will be others." },
};
