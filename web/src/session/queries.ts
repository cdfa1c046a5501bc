/** The account that is signed in, and what the service says of itself to everybody. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";

export const sessionQueries = {
  /** The account, with how many items each of its lists has. */
  me: () => queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => data(api.GET("/auth/me", { signal })) }),

  /** Length of passwords, whether one may register here, the version. */
  settings: () =>
    queryOptions({
      queryKey: ["settings"],
      queryFn: ({ signal }) => data(api.GET("/settings", { signal })),
      staleTime: Number.POSITIVE_INFINITY,
    }),
};
