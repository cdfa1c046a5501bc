/** What a group wants tonight, kept in the address: kind, genre, language, minutes, the rule, and what was seen before. */
import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { t } from "../messages/groups/t";
import { languageName } from "../messages/t";
import { searchQueries } from "../search/queries";
import { RULES, type Tonight } from "./queries";

export type Change = (changes: Record<string, string | null>) => void;

interface FiltersProps {
  tonight: Tonight;
  change: Change;
  /** How the score is made, as the service says it. */
  formula: string | undefined;
}

export function TonightFilters({ tonight, change, formula }: FiltersProps) {
  return (
    <div className="filters">
      <fieldset className="segments">
        <legend className="hidden-text">{t("kind")}</legend>
        {(["", "movie", "book"] as const).map((type) => (
          <label key={type}>
            <input type="radio" name="type" checked={(tonight.type ?? "") === type} onChange={() => change({ type: type || null, genre: null, language: null })} />
            <span>{t(type === "" ? "kind_all" : type === "movie" ? "kind_movies" : "kind_books")}</span>
          </label>
        ))}
      </fieldset>
      <details className="filter-panel">
        <summary className="button button-small">
          <SlidersHorizontal size={16} aria-hidden /> {t("filters")}
        </summary>
        <div className="filter-fields">
          <Choices tonight={tonight} change={change} />
          <label className="field">
            {t("minutes_at_most")}
            <input
              key={tonight.runtimeMax}
              type="number"
              inputMode="numeric"
              min={1}
              max={1000}
              defaultValue={tonight.runtimeMax}
              onBlur={(event) => event.target.value !== String(tonight.runtimeMax ?? "") && change({ minutes: event.target.value || null })}
              onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
            />
          </label>
          <label className="check">
            <input type="checkbox" checked={tonight.rewatch} onChange={(event) => change({ rewatch: event.target.checked ? "yes" : null })} />
            <span>
              {t("rewatch")}
              <small className="hint">{t("rewatch_hint")}</small>
            </span>
          </label>
        </div>
        <fieldset className="rules">
          <legend>{t("rule")}</legend>
          {RULES.map((rule) => (
            <label key={rule} className="check">
              <input type="radio" name="rule" checked={tonight.rule === rule} onChange={() => change({ rule: rule === "nash" ? null : rule })} />
              <span>
                {t(`rule_${rule}`)}
                <small className="hint">{t(`rule_${rule}_hint`)}</small>
              </span>
            </label>
          ))}
        </fieldset>
        {formula && <p className="hint">{t("score_formula", { formula })}</p>}
      </details>
    </div>
  );
}

function Choices({ tonight, change }: { tonight: Tonight; change: Change }) {
  const genres = useQuery(searchQueries.genres(tonight.type));
  const languages = useQuery(searchQueries.languages(tonight.type));
  return (
    <>
      <label className="field">
        {t("genre")}
        <select value={tonight.genre} onChange={(event) => change({ genre: event.target.value || null })}>
          <option value="">{t("any")}</option>
          {genres.data?.genres.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          {tonight.genre && !genres.data?.genres.some(({ name }) => name === tonight.genre) && <option value={tonight.genre}>{tonight.genre}</option>}
        </select>
      </label>
      <label className="field">
        {t("language_of_title")}
        <select value={tonight.language} onChange={(event) => change({ language: event.target.value || null })}>
          <option value="">{t("any")}</option>
          {languages.data?.languages.map(({ code }) => (
            <option key={code} value={code}>
              {languageName(code)}
            </option>
          ))}
          {tonight.language && !languages.data?.languages.some(({ code }) => code === tonight.language) && <option value={tonight.language}>{languageName(tonight.language)}</option>}
        </select>
      </label>
    </>
  );
}
