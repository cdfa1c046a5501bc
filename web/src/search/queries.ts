/** What was found for a question, what the catalogue has for filters alone, and what completes a word being typed. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { ItemType } from "../api/types";

const PAGE = 40;

/** What a search asks: the address of its page. */
export interface Asked {
  q: string;
  type: ItemType | undefined;
  genres: string[];
  languages: string[];
  yearFrom: number | undefined;
  yearTo: number | undefined;
  sort: "popular" | "top_rated" | "newest" | "title";
  ignore: string[];
}

export function askedOf(params: URLSearchParams): Asked {
  const type = params.get("type");
  const sort = params.get("sort");
  return {
    q: (params.get("q") ?? "").trim().slice(0, 1000),
    type: type === "movie" || type === "book" ? type : undefined,
    genres: namesOf(params, "genres"),
    languages: namesOf(params, "languages"),
    yearFrom: yearOf(params, "year_from"),
    yearTo: yearOf(params, "year_to"),
    sort: sort === "top_rated" || sort === "newest" || sort === "title" ? sort : "popular",
    ignore: params.getAll("ignore"),
  };
}

function namesOf(params: URLSearchParams, name: string): string[] {
  return params.getAll(name).flatMap((value) => value.split(",")).filter(Boolean);
}

function yearOf(params: URLSearchParams, name: string): number | undefined {
  const year = Number.parseInt(params.get(name) ?? "", 10);
  return Number.isInteger(year) && Math.abs(year) <= 3000 ? year : undefined;
}

function filtersOf({ genres, languages, yearFrom, yearTo }: Asked) {
  return {
    ...(genres.length ? { genres } : {}),
    ...(languages.length ? { languages } : {}),
    ...(yearFrom === undefined ? {} : { year_from: yearFrom }),
    ...(yearTo === undefined ? {} : { year_to: yearTo }),
  };
}

export const searchQueries = {
  found: (asked: Asked) =>
    infiniteQueryOptions({
      queryKey: ["search", asked],
      queryFn: ({ signal, pageParam }) =>
        data(
          api.GET("/search", {
            params: {
              query: {
                q: asked.q,
                skip: pageParam,
                limit: PAGE,
                fields: "card",
                ...(asked.type ? { item_type: asked.type } : {}),
                ...filtersOf(asked),
                ...(asked.ignore.length ? { ignore: asked.ignore } : {}),
              },
            },
            signal,
          }),
        ),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const skip = PAGE * pages.length;
        return skip < last.total ? skip : undefined;
      },
      placeholderData: keepPreviousData,
    }),

  /** The catalogue by filters alone, page by page. */
  browse: (asked: Asked, type: ItemType) =>
    infiniteQueryOptions({
      queryKey: ["browse", type, { ...asked, q: "", type: undefined }],
      queryFn: ({ signal, pageParam }) => {
        const query = { ...filtersOf(asked), sort: asked.sort, limit: PAGE, include_seen: true, fields: "card" as const, ...pageParam };
        return data(type === "movie" ? api.GET("/movies", { params: { query }, signal }) : api.GET("/books", { params: { query }, signal }));
      },
      initialPageParam: { skip: 0 } as { skip: number; as_of?: number },
      getNextPageParam: (last) => {
        const skip = last.skip + last.items.length;
        return skip < last.total && last.items.length > 0 ? { skip, as_of: last.as_of } : undefined;
      },
      placeholderData: keepPreviousData,
    }),

  genres: (type: ItemType | undefined) =>
    queryOptions({
      queryKey: ["genres", type ?? null],
      queryFn: ({ signal }) => data(api.GET("/genres", { params: { query: type ? { item_type: type } : {} }, signal })),
      staleTime: 60 * 60_000,
    }),

  languages: (type: ItemType | undefined) =>
    queryOptions({
      queryKey: ["languages", type ?? null],
      queryFn: ({ signal }) => data(api.GET("/languages", { params: { query: type ? { item_type: type } : {} }, signal })),
      staleTime: 60 * 60_000,
    }),
};
