/** What the reader searched for, and how it is deleted: one question, or all of them. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import { FIRST, nextStart } from "../api/pages";
import { queryClient } from "../api/queryClient";

const PAGE = 40;

export const formerQueries = {
  list: () =>
    infiniteQueryOptions({
      queryKey: ["searches"],
      queryFn: ({ signal, pageParam }) => data(api.GET("/search/history", { params: { query: { limit: PAGE, ...pageParam } }, signal })),
      initialPageParam: FIRST,
      getNextPageParam: (last) => nextStart(last, last.searches.length),
      staleTime: 0,
    }),
};

async function forget(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: ["searches"] }), queryClient.invalidateQueries({ queryKey: ["suggest"] })]);
}

/** Delete a question, with every search for it. */
export async function deleteSearch(id: number): Promise<number> {
  const { n_deleted } = await data(api.DELETE("/search/history/{search_id}", { params: { path: { search_id: id } } }));
  await forget();
  return n_deleted;
}

export async function deleteAllSearches(): Promise<number> {
  const { n_deleted } = await data(api.DELETE("/search/history", {}));
  await forget();
  return n_deleted;
}
