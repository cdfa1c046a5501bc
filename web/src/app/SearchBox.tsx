/** The search box of the header: a suggestion leads to its item, anything else to the results. */
import { useLocation, useNavigate } from "react-router";
import { pathOf } from "../items/paths";
import { TitleBox } from "../items/TitleBox";
import { t } from "../messages/t";
import { deleteSearch } from "../search/former";
import { say, sayError } from "../ui/Toasts";

export function SearchBox() {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const asked = pathname === "/search" ? (new URLSearchParams(search).get("q") ?? "") : "";
  return (
    <search className="header-search">
      <TitleBox
        // A new box for every question, so that it shows the one whose results are on the page.
        key={asked || pathname}
        label={t("search_titles")}
        placeholder={t("search_placeholder")}
        initial={asked}
        onChoose={(item) => void navigate(pathOf(item))}
        onForget={({ id, query }) =>
          void deleteSearch(id).then(
            () => say(t("search_deleted", { q: query })),
            (error: Error) => sayError(error.message),
          )
        }
        onText={(text) => void navigate(text ? `/search?${new URLSearchParams({ q: text })}` : "/search")}
      />
    </search>
  );
}
