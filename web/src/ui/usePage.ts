/** The title of a page, for the window and for screen readers; the heading takes the focus after navigation. */
import { useEffect, useRef, type RefObject } from "react";
import { t } from "../messages/t";

let isFirst = true;

export function usePage(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title ? t("page_title", { title }) : "CineLibre";
  }, [title]);
  useEffect(() => {
    // After the first load the focus stays where the browser puts it.
    if (isFirst) isFirst = false;
    else heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}
