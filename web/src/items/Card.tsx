/** An item in a list: its picture, what it is, why it is there, and what one can do with it on the spot. */
import { Bookmark, BookmarkCheck, Check, EyeOff, Star } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Item } from "../api/types";
import { number, t } from "../messages/t";
import { useSession } from "../session/session";
import { Popover } from "../ui/Popover";
import { rate, setHidden, setSaved, setSeen, unrate } from "./actions";
import { HalfStars } from "./HalfStars";
import { NOTHING } from "./mine";
import { Poster } from "./Poster";
import { pathOf } from "./paths";
import { Predicted } from "./Predicted";
import type { PredictedItem } from "./predictedStars";

interface CardProps {
  item: PredictedItem;
  /** Why it is there, in one sentence. */
  reason?: string | undefined;
  /** Where it was shown, for the receipt: the list that has it. */
  from?: string | undefined;
  isFirst?: boolean;
}

export function Card({ item, reason, from, isFirst = false }: CardProps) {
  const session = useSession();
  const mine = item.mine ?? NOTHING;
  const state = from ? { recommendation: from } : undefined;
  return (
    <article className={mine.is_hidden ? "card card-hidden" : "card"} data-item={item.id} data-list={from}>
      <Link to={pathOf(item)} state={state} className="card-poster" tabIndex={-1} aria-hidden>
        <Poster item={item} isFirst={isFirst} />
        <Badge item={item} />
      </Link>
      <div className="card-text">
        <h3 className="card-title">
          <Link to={pathOf(item)} state={state}>
            {item.title}
          </Link>
        </h3>
        <p className="card-meta">{[item.year, item.people[0]].filter(Boolean).join(" · ")}</p>
        {session && <Predicted item={item} />}
        {reason && <p className="card-reason">{reason}</p>}
      </div>
      {session && <CardActions item={item} />}
    </article>
  );
}

function Badge({ item }: { item: Item }) {
  const mine = item.mine ?? NOTHING;
  if (mine.rating !== null) {
    return (
      <span className="badge">
        <Star size={12} aria-hidden fill="currentColor" /> {number(mine.rating)}
      </span>
    );
  }
  if (mine.is_seen) return <span className="badge">{t(item.item_type === "book" ? "read" : "seen")}</span>;
  return null;
}

export function CardActions({ item, children }: { item: Item; children?: ReactNode }) {
  const mine = item.mine ?? NOTHING;
  if (mine.is_hidden) {
    return (
      <div className="card-actions">
        <button type="button" className="button-plain" onClick={() => setHidden(item, false)}>
          {t("undo_hide")}
          <span className="hidden-text">: {item.title}</span>
        </button>
      </div>
    );
  }
  const saved = t(mine.on_watchlist ? "unsave_title" : "save_title", { title: item.title });
  const isBook = item.item_type === "book";
  const seen = t(mine.is_seen ? (isBook ? "unread_title" : "unsee_title") : isBook ? "read_title" : "see_title", { title: item.title });
  const hide = t("hide_title", { title: item.title });
  return (
    <div className="card-actions" role="group" aria-label={t("actions_of", { title: item.title })}>
      <Popover
        label={t("rate_title", { title: item.title })}
        icon={<Star size={18} aria-hidden fill={mine.rating === null ? "none" : "currentColor"} />}
      >
        <HalfStars label={t("rate_title", { title: item.title })} value={mine.rating} onRate={(stars) => rate(item, stars)} onClear={() => unrate(item)} />
      </Popover>
      <button type="button" className="icon-button" aria-pressed={mine.on_watchlist} aria-label={saved} title={saved} onClick={() => setSaved(item, !mine.on_watchlist)}>
        {mine.on_watchlist ? <BookmarkCheck size={18} aria-hidden /> : <Bookmark size={18} aria-hidden />}
      </button>
      <button type="button" className="icon-button" aria-pressed={mine.is_seen} aria-label={seen} title={seen} onClick={() => setSeen(item, !mine.is_seen)}>
        <Check size={18} aria-hidden />
      </button>
      <button type="button" className="icon-button" aria-label={hide} title={hide} onClick={() => setHidden(item, true)}>
        <EyeOff size={18} aria-hidden />
      </button>
      {children}
    </div>
  );
}
