/** Groups, what suits everybody tonight, and the evenings. Guests show the key that they got when they joined. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import type { ItemType } from "../api/types";
import { readSession } from "../session/session";
import { guestOf } from "./guests";

type Schemas = components["schemas"];
export type Group = Schemas["Group"];
export type Member = Schemas["GroupMember"];
export type GroupPick = Schemas["Pick"];
export type PickMember = Schemas["PickMember"];
export type Rule = Schemas["Tonight"]["rule"];
export type Evening = Schemas["Evening"];

export const RULES = ["nash", "average", "least_misery"] as const;
const PAGE = 10;
const WATCH_MS = 15_000;

/** What a group wants tonight: the address of its page. */
export interface Tonight {
  type: ItemType | undefined;
  genre: string;
  language: string;
  runtimeMax: number | undefined;
  rule: (typeof RULES)[number];
  rewatch: boolean;
  veto: number[];
}

export function tonightOf(params: URLSearchParams): Tonight {
  const type = params.get("type");
  const minutes = Number.parseInt(params.get("minutes") ?? "", 10);
  return {
    type: type === "movie" || type === "book" ? type : undefined,
    genre: params.get("genre") ?? "",
    language: params.get("language") ?? "",
    runtimeMax: minutes >= 1 && minutes <= 1000 ? minutes : undefined,
    rule: RULES.find((rule) => rule === params.get("rule")) ?? "nash",
    rewatch: params.get("rewatch") === "yes",
    veto: (params.get("veto") ?? "").split(",").map(Number).filter((id) => Number.isInteger(id) && id > 0).slice(0, 50),
  };
}

/** The request of picks and of an evening: what else there was must be the same. */
export function askedOf({ type, genre, language, runtimeMax, rewatch, veto }: Tonight) {
  return {
    query: {
      ...(type ? { item_type: type } : {}),
      ...(genre ? { genres: [genre] } : {}),
      ...(language ? { languages: [language] } : {}),
      ...(runtimeMax === undefined ? {} : { runtime_max: runtimeMax }),
    },
    body: { veto, rewatch },
  };
}

/** The header that lets a guest in; nothing for an account. */
export function keyOf(groupId: string): Record<string, string> {
  const guest = readSession() ? undefined : guestOf(groupId);
  return guest ? { "X-Guest-Key": guest.key } : {};
}

export const groupQueries = {
  all: () => queryOptions({ queryKey: ["groups"], queryFn: async ({ signal }) => (await data(api.GET("/groups", { signal }))).groups }),

  /** Asked for again and again: others join while one looks. */
  one: (groupId: string) =>
    queryOptions({
      queryKey: ["group", groupId],
      queryFn: ({ signal }) => data(api.GET("/groups/{group_id}", { params: { path: { group_id: groupId } }, headers: keyOf(groupId), signal })),
      refetchInterval: WATCH_MS,
    }),

  /** What suits the members as they are now; with another member or another debt it is another list. */
  picks: ({ group_id: groupId, members }: Group, tonight: Tonight) =>
    queryOptions({
      queryKey: ["group", groupId, "picks", tonight, members.map(({ member_id, weight }) => [member_id, weight])],
      queryFn: ({ signal }) => {
        const { query, body } = askedOf(tonight);
        return data(
          api.POST("/groups/{group_id}/picks", {
            params: { path: { group_id: groupId }, query: { ...query, limit: 12, fields: "card" } },
            body: { ...body, rule: tonight.rule },
            headers: keyOf(groupId),
            signal,
          }),
        );
      },
      placeholderData: keepPreviousData,
    }),

  evenings: (groupId: string) =>
    infiniteQueryOptions({
      queryKey: ["group", groupId, "evenings"],
      queryFn: ({ signal, pageParam }) =>
        data(
          api.GET("/groups/{group_id}/evenings", {
            params: { path: { group_id: groupId }, query: { skip: pageParam, limit: PAGE, fields: "card" } },
            headers: keyOf(groupId),
            signal,
          }),
        ),
      initialPageParam: 0,
      getNextPageParam: (last) => {
        const skip = last.skip + last.evenings.length;
        return last.evenings.length > 0 && skip < last.total ? skip : undefined;
      },
    }),
};
