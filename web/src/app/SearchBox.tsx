/** The search box of the header: a suggestion leads to its item, anything else to the results. */
import { useLocation, useNavigate } from "react-router";
import { pathOf } from "../items/paths";
import { TitleBox } from "../items/TitleBox";
import { t } from "../messages/t";

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
        onText={(text) => void navigate(text ? `/search?${new URLSearchParams({ q: text })}` : "/search")}
      />
    </search>
  );
}
