/** The questions to newcomers, in English. */
export const en = {
  start_title: "What do you like?",
  start_intro: "Rate the titles that you know. These tell us most, and your list follows.",
  start_progress: "{rated} of {enough} ratings",
  start_unknown: "I don’t know it",
  start_to_list: "To my list",
  start_done: "That is enough for a good list",
  start_done_enough: { one: "You rated {n} title. More answers would tell little.", other: "You rated {n} titles. More answers would tell little." },
  start_done_nothing: "There is no well-known title left to ask about. Search for those you love, and rate them.",
  start_divides: "Opinions are divided: {share} of those who know it loved it",
  start_divides_simulated: "Opinions are divided: {share} of the demo’s simulated raters loved it",
  start_unlike: "It is liked by others than what you rated so far",
  start_known: "Many know it, so your answer says whom you agree with",
};
