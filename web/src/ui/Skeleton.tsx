/** Grey shapes of the final size, shown until the data has come. */
import { t } from "../messages/t";

export function CardSkeleton() {
  return (
    <div className="card" aria-hidden>
      <div className="poster skeleton" />
      <div className="card-text">
        <div className="skeleton skeleton-line" />
        <div className="skeleton skeleton-line skeleton-short" />
      </div>
    </div>
  );
}

export function RowSkeleton({ title }: { title?: string }) {
  return (
    <section className="row" aria-busy aria-label={t("loading")}>
      <div className="row-head">{title ? <h2>{title}</h2> : <div className="skeleton skeleton-heading" aria-hidden />}</div>
      <div className="row-items">
        {Array.from({ length: 10 }, (_, n) => (
          <CardSkeleton key={n} />
        ))}
      </div>
    </section>
  );
}

export function GridSkeleton({ count = 12 }: { count?: number }) {
  return (
    <div className="grid" aria-busy aria-label={t("loading")} role="status">
      {Array.from({ length: count }, (_, n) => (
        <CardSkeleton key={n} />
      ))}
    </div>
  );
}

export function LinesSkeleton({ count = 6 }: { count?: number }) {
  return (
    <div aria-busy aria-label={t("loading")} role="status">
      {Array.from({ length: count }, (_, n) => (
        <div key={n} className="skeleton skeleton-entry" />
      ))}
    </div>
  );
}
