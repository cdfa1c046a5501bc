/** Tracks every page of the app: item pages, searches, and the items that are seen and followed in lists. */
import { useEffect } from "react";
import { useLocation } from "react-router";
import { readSession, useSession } from "../session/session";
import { record, type TrackedEvent } from "./track";
import { watchClicks, watchImpressions, watchPage } from "./watch";

export const SEARCH_SETTLED_MS = 1_500; // a search counts once it stands so long
const NAMES = { item: "item", list: "list", row: "row" };

/** The item that a path is about. */
export function itemOf(pathname: string): number | null {
  const found = /^\/(?:movies|books)\/(\d+)$/.exec(pathname);
  return found ? Number(found[1]) : null;
}

/** Records for this reader alone: what ends with a session must not count for the next one. */
function recorderOf(userId: number): (event: TrackedEvent) => void {
  return (event) => {
    if (readSession()?.userId === userId) record(event);
  };
}

export function useTracking(): void {
  const { pathname, search, state } = useLocation();
  const userId = useSession()?.userId;
  const itemId = itemOf(pathname);
  const list = (state as { recommendation?: string } | null)?.recommendation;
  const query = pathname === "/search" ? (new URLSearchParams(search).get("q") ?? "").trim() : "";

  useEffect(() => {
    if (userId === undefined) return undefined;
    const ending = new AbortController();
    watchClicks(document, NAMES, recorderOf(userId), ending.signal);
    watchImpressions(document.body, NAMES, recorderOf(userId), ending.signal);
    return () => ending.abort();
  }, [userId]);

  useEffect(() => {
    if (userId === undefined || itemId === null) return undefined;
    const ending = new AbortController();
    watchPage(itemId, list ? { recommendation_id: list } : {}, recorderOf(userId), ending.signal);
    return () => ending.abort();
  }, [userId, itemId, list]);

  useEffect(() => {
    if (userId === undefined || !query) return undefined;
    const timer = setTimeout(() => record({ interaction_type: "search", query }), SEARCH_SETTLED_MS);
    return () => clearTimeout(timer);
  }, [userId, query]);
}
