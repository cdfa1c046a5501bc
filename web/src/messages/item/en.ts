/** What an item's page alone says, in English. */
export const en = {
  prediction_title: "What you would give it",
  prediction_bounds: { one: "between {low} and {high}, from {n} rating", other: "between {low} and {high}, from {n} ratings" },
  prediction_bounds_simulated: { one: "between {low} and {high}, from {n} rating; most raters are simulated ones of the demo", other: "between {low} and {high}, from {n} ratings; most raters are simulated ones of the demo" },
  prediction_needs_ratings: { one: "We can say once you have rated {n} more title that others rated, too", other: "We can say once you have rated {n} more titles that others rated, too" },
  prediction_needs_raters: { one: "We can say once {n} more person has rated it here", other: "We can say once {n} more people have rated it here" },
};
