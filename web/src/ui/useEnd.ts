/** Calls for more when the end of a list comes near the window. */
import { useEffect, useRef, type RefObject } from "react";

const NEAR = "600px";

/** Put the answer on an element at the list's end. `more` is null while there is nothing to ask for. */
export function useEnd(more: (() => unknown) | null): RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || !more) return undefined;
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), { rootMargin: NEAR });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [more]);
  return end;
}
