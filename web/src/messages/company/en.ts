/** Who else likes an item of the reader's list. */
export const en = {
  liked_by_names: "{names} liked it",
  liked_by_others: { one: "{n} person whose taste matches yours liked it", other: "{n} people whose taste matches yours liked it" },
  liked_by_both: { one: "{names} and {n} other person whose taste matches yours liked it", other: "{names} and {n} other people whose taste matches yours liked it" },
  would_match: { one: "Liking it would bring you closer to {n} person", other: "Liking it would bring you closer to {n} people" },
  a_friend: "a friend",
};
