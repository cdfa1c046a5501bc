/** What the reader's ratings and events say of them. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type Insights = Schemas["Insights"];
export type Preference = Schemas["Trend"];
export type Kind = Schemas["Change"]["kind"];

export const insightQueries = {
  mine: () => queryOptions({ queryKey: ["insights"], queryFn: ({ signal }) => data(api.GET("/insights/me", { signal })) }),
};
