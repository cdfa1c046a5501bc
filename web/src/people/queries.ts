/** People of similar taste, friends and what they rated, and whom the reader blocked. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { components } from "../api/schema";

type Schemas = components["schemas"];
export type Match = Schemas["Match"];
export type Friend = Schemas["Friend"];

const PAGE = 20;

/** All of these change together: accepting and blocking move people from one list to another. */
export const PEOPLE = ["people"] as const;

export const peopleQueries = {
  matches: () => queryOptions({ queryKey: [...PEOPLE, "matches"], queryFn: ({ signal }) => data(api.GET("/matches", { params: { query: { limit: 20, fields: "card" } }, signal })) }),

  friends: () => queryOptions({ queryKey: [...PEOPLE, "friends"], queryFn: async ({ signal }) => (await data(api.GET("/friends", { signal }))).friends }),

  blocked: () => queryOptions({ queryKey: [...PEOPLE, "blocked"], queryFn: async ({ signal }) => (await data(api.GET("/matches/blocked", { signal }))).blocked }),

  ratings: (personId: string) =>
    infiniteQueryOptions({
      queryKey: [...PEOPLE, "ratings", personId],
      queryFn: ({ signal, pageParam }) =>
        data(api.GET("/friends/{person_id}/ratings", { params: { path: { person_id: personId }, query: { skip: pageParam, limit: PAGE, fields: "card" } }, signal })),
      initialPageParam: 0,
      getNextPageParam: (last) => {
        const skip = last.skip + last.ratings.length;
        return last.ratings.length > 0 && skip < last.total ? skip : undefined;
      },
    }),
};
