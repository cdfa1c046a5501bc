/** What one can do with an item on its page; guests are told what an account is for. */
import { Bookmark, BookmarkCheck, Check, EyeOff, Heart } from "lucide-react";
import { Link, useLocation } from "react-router";
import type { Item } from "../api/types";
import { t } from "../messages/item/t";
import { useSession } from "../session/session";
import { rate, setFavorite, setHidden, setSaved, setSeen, unrate } from "./actions";
import { HalfStars } from "./HalfStars";
import { NOTHING } from "./mine";

type Actable = Pick<Item, "id" | "item_type" | "title" | "mine">;

export function ItemActions({ item }: { item: Actable }) {
  const session = useSession();
  const { pathname } = useLocation();
  const mine = item.mine ?? NOTHING;
  if (!session) {
    return (
      <p>
        <Link to="/sign-in" state={{ next: pathname }}>
          {t("sign_in_to_rate")}
        </Link>
      </p>
    );
  }
  return (
    <div className="item-actions">
      <HalfStars label={t("rate_title", { title: item.title })} value={mine.rating} onRate={(stars) => rate(item, stars)} onClear={() => unrate(item)} />
      <div className="item-buttons">
        <button type="button" className="button button-small" aria-pressed={mine.on_watchlist} onClick={() => setSaved(item, !mine.on_watchlist)}>
          {mine.on_watchlist ? <BookmarkCheck size={18} aria-hidden /> : <Bookmark size={18} aria-hidden />} {t(mine.on_watchlist ? "on_watchlist" : "save")}
        </button>
        <button type="button" className="button button-small" aria-pressed={mine.is_seen} onClick={() => setSeen(item, !mine.is_seen)}>
          <Check size={18} aria-hidden /> {t(item.item_type === "movie" ? "seen" : "read")}
        </button>
        <button type="button" className="button button-small" aria-pressed={mine.is_favorite} onClick={() => setFavorite(item, !mine.is_favorite)}>
          <Heart size={18} aria-hidden fill={mine.is_favorite ? "currentColor" : "none"} /> {t("favorite")}
        </button>
        <button type="button" className="button button-small" aria-pressed={mine.is_hidden} onClick={() => setHidden(item, !mine.is_hidden)}>
          <EyeOff size={18} aria-hidden /> {t(mine.is_hidden ? "is_hidden" : "not_interested")}
        </button>
      </div>
    </div>
  );
}
