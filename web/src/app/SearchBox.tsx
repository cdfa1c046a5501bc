/** The search box of the header. */
import { Search } from "lucide-react";
import { useNavigate } from "react-router";
import { t } from "../messages/t";

export function SearchBox() {
  const navigate = useNavigate();
  return (
    <form
      role="search"
      className="search-box"
      onSubmit={(event) => {
        event.preventDefault();
        const q = String(new FormData(event.currentTarget).get("q") ?? "").trim();
        if (q) void navigate(`/search?q=${encodeURIComponent(q)}`);
      }}
    >
      <Search size={18} aria-hidden />
      <input type="search" name="q" aria-label={t("search_titles")} placeholder={t("search_placeholder")} autoComplete="off" />
    </form>
  );
}
