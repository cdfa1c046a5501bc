/** What the operator's pages ask for. It is as of now and partly of others, so nothing of it is kept on the device. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import type { ItemType } from "../api/types";

type Schemas = components["schemas"];
export type Finding = Schemas["DoctorsFinding"];
export type Job = Schemas["JobState"];
export type Growth = Schemas["Growth"];
export type ListCounts = Schemas["ListCounts"];
export type ModelVersion = Schemas["ModelVersion"];
export type Evaluation = Schemas["Evaluation"];
export type Experiment = Schemas["Experiment"];
export type ExperimentReport = Schemas["ExperimentReport"];
export type ItemNeighbors = Schemas["ItemNeighbors"];

const UNKEPT = { meta: { isUnkept: true }, staleTime: 10_000 };
const POLL_MS = 2_000; // while a job is under way

export const adminQueries = {
  doctor: () => queryOptions({ queryKey: ["admin", "doctor"], queryFn: ({ signal }) => data(api.GET("/admin/doctor", { signal })), ...UNKEPT }),

  jobs: () =>
    queryOptions({
      queryKey: ["admin", "jobs"],
      queryFn: ({ signal }) => data(api.GET("/admin/jobs", { signal })),
      ...UNKEPT,
      refetchInterval: ({ state }) => (state.data?.jobs.some((job) => job.outcome === "under way") ? POLL_MS : false),
    }),

  growth: (days: number) =>
    queryOptions({
      queryKey: ["admin", "growth", days],
      queryFn: ({ signal }) => data(api.GET("/admin/growth", { params: { query: { days } }, signal })),
      ...UNKEPT,
    }),

  lists: (days: number) =>
    queryOptions({
      queryKey: ["admin", "lists", days],
      queryFn: ({ signal }) => data(api.GET("/admin/lists", { params: { query: { days } }, signal })),
      ...UNKEPT,
    }),

  models: () => queryOptions({ queryKey: ["admin", "models"], queryFn: ({ signal }) => data(api.GET("/admin/models", { signal })), ...UNKEPT }),

  experiments: () => queryOptions({ queryKey: ["admin", "experiments"], queryFn: ({ signal }) => data(api.GET("/admin/experiments", { signal })), ...UNKEPT }),

  experiment: (name: string) =>
    queryOptions({
      queryKey: ["admin", "experiments", name],
      queryFn: ({ signal }) => data(api.GET("/admin/experiments/{experiment_name}", { params: { path: { experiment_name: name } }, signal })),
      ...UNKEPT,
    }),

  item: (id: number) =>
    queryOptions({
      queryKey: ["admin", "item", id],
      queryFn: ({ signal }) => data(api.GET("/admin/items/{item_id}", { params: { path: { item_id: id }, query: { limit: 15 } }, signal })),
      ...UNKEPT,
    }),
};

export function startChore(name: string) {
  return data(api.POST("/admin/jobs/{job_name}/runs", { params: { path: { job_name: name as "cleanup" } } }));
}

export function stopExperiment(name: string) {
  return data(api.POST("/admin/experiments/{experiment_name}/stop", { params: { path: { experiment_name: name } }, body: {} }));
}

/** Who is meant: a number is an account's id, all else an e-mail; null if it is neither. */
export function readerOf(text: string): { reader_id: number } | { email: string } | null {
  const given = text.trim();
  if (/^\d{1,9}$/.test(given)) return { reader_id: Number(given) };
  return given.includes("@") ? { email: given } : null;
}

export function examine(reader: { reader_id: number } | { email: string }, type: ItemType | undefined) {
  return data(api.POST("/admin/readers", { body: { ...reader, ...(type && { item_type: type }) } }));
}

export type Examined = Awaited<ReturnType<typeof examine>>;
export type Blend = Examined["blend"];
