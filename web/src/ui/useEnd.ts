/** Asks for the next page of a list when the list's end comes near the window. */
import { useEffect, useRef, type RefObject } from "react";

const NEAR = "600px";

interface Pages {
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: () => unknown;
}

/** Put the answer on an element at the list's end. After an error nothing is asked for by itself. */
export function useEnd({ hasNextPage, isFetching, isError, fetchNextPage }: Pages): RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetching || isError) return undefined;
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && void fetchNextPage(), { rootMargin: NEAR });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return end;
}
