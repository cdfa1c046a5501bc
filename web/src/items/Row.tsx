/** A row of items that scrolls sideways, with a heading, and a way to all of them if there is one. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRef, type ReactNode } from "react";
import { Link } from "react-router";
import { t } from "../messages/t";

interface RowProps {
  title: string;
  subtitle?: string | undefined;
  /** Its name in the answer, for tracking. */
  name?: string;
  all?: string | undefined;
  children: ReactNode;
}

export function Row({ title, subtitle, name, all, children }: RowProps) {
  const items = useRef<HTMLUListElement>(null);
  const scroll = (direction: number) => {
    items.current?.scrollBy({ left: direction * items.current.clientWidth * 0.85, behavior: "smooth" });
  };
  return (
    <section className="row" aria-label={title} data-row={name}>
      <div className="row-head">
        <div>
          <h2>{all ? <Link to={all}>{title}</Link> : title}</h2>
          {subtitle && <p className="row-subtitle">{subtitle}</p>}
        </div>
        <div className="row-arrows">
          <button type="button" className="icon-button" aria-label={t("scroll_back", { title })} onClick={() => scroll(-1)}>
            <ChevronLeft size={20} aria-hidden />
          </button>
          <button type="button" className="icon-button" aria-label={t("scroll_on", { title })} onClick={() => scroll(1)}>
            <ChevronRight size={20} aria-hidden />
          </button>
        </div>
      </div>
      <ul className="row-items" ref={items}>
        {children}
        {all && (
          <li className="row-all">
            <Link to={all}>
              <ChevronRight size={28} aria-hidden />
              {t("see_all")}
              <span className="hidden-text">: {title}</span>
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}
