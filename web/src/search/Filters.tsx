/** Filters of a search, kept in the address. */
import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { t } from "../messages/search/t";
import { languageName } from "../messages/t";
import { searchQueries, type Asked } from "./queries";

export type Change = (changes: Record<string, string | null>) => void;

export function Filters({ asked, change }: { asked: Asked; change: Change }) {
  const genres = useQuery(searchQueries.genres(asked.type));
  const languages = useQuery(searchQueries.languages(asked.type));
  const isSet = asked.genres.length + asked.languages.length > 0 || asked.yearFrom !== undefined || asked.yearTo !== undefined;
  return (
    <div className="block filters">
      <fieldset className="segments">
        <legend className="hidden-text">{t("kind")}</legend>
        {(["", "movie", "book"] as const).map((type) => (
          <label key={type}>
            <input type="radio" name="type" checked={(asked.type ?? "") === type} onChange={() => change({ type: type || null })} />
            <span>{t(type === "" ? "kind_all" : type === "movie" ? "kind_movies" : "kind_books")}</span>
          </label>
        ))}
      </fieldset>
      <details className="filter-panel" open={isSet}>
        <summary className="button button-small">
          <SlidersHorizontal size={16} aria-hidden /> {t("filters")}
        </summary>
        <div className="filter-fields">
          <label className="field">
            {t("genre")}
            <select value={asked.genres[0] ?? ""} onChange={(event) => change({ genres: event.target.value || null })}>
              <option value="">{t("any")}</option>
              {genres.data?.genres.map(({ name, item_count }) => (
                <option key={name} value={name}>
                  {t("name_with_count", { name, n: item_count })}
                </option>
              ))}
              {asked.genres[0] && !genres.data?.genres.some(({ name }) => name === asked.genres[0]) && <option value={asked.genres[0]}>{asked.genres[0]}</option>}
            </select>
          </label>
          <label className="field">
            {t("language_of_title")}
            <select value={asked.languages[0] ?? ""} onChange={(event) => change({ languages: event.target.value || null })}>
              <option value="">{t("any")}</option>
              {languages.data?.languages.map(({ code, item_count }) => (
                <option key={code} value={code}>
                  {t("name_with_count", { name: languageName(code), n: item_count })}
                </option>
              ))}
            </select>
          </label>
          <YearField label={t("year_from")} value={asked.yearFrom} set={(year) => change({ year_from: year })} />
          <YearField label={t("year_to")} value={asked.yearTo} set={(year) => change({ year_to: year })} />
          {!asked.q && (
            <label className="field">
              {t("sort")}
              <select value={asked.sort} onChange={(event) => change({ sort: event.target.value })}>
                {(["popular", "top_rated", "newest", "title"] as const).map((sort) => (
                  <option key={sort} value={sort}>
                    {t(`sort_${sort}`)}
                  </option>
                ))}
              </select>
            </label>
          )}
          {isSet && (
            <button type="button" className="button button-small" onClick={() => change({ genres: null, languages: null, year_from: null, year_to: null })}>
              {t("clear_filters")}
            </button>
          )}
        </div>
      </details>
    </div>
  );
}

function YearField({ label, value, set }: { label: string; value: number | undefined; set: (year: string | null) => void }) {
  return (
    <label className="field">
      {label}
      <input
        key={value}
        type="number"
        inputMode="numeric"
        min={-3000}
        max={3000}
        defaultValue={value}
        onBlur={(event) => event.target.value !== String(value ?? "") && set(event.target.value || null)}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
    </label>
  );
}
