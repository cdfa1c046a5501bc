/** What the reader searched for, and how it is deleted: one question, or all of them. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import { queryClient } from "../api/queryClient";

const PAGE = 40;

interface Start {
  skip: number;
  as_of?: string;
}

export const formerQueries = {
  list: () =>
    infiniteQueryOptions({
      queryKey: ["searches"],
      queryFn: ({ signal, pageParam }) => data(api.GET("/search/history", { params: { query: { limit: PAGE, ...pageParam } }, signal })),
      initialPageParam: { skip: 0 } as Start,
      getNextPageParam: (last) => {
        const skip = last.skip + last.searches.length;
        return last.searches.length === 0 || skip >= last.total ? undefined : { skip, ...(last.as_of === null ? {} : { as_of: last.as_of }) };
      },
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
