/** A reader's list as they get it, with every source's own list beside it. */
import { useMutation } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { Link } from "react-router";
import type { ItemType } from "../api/types";
import { sentence } from "../items/reasons";
import { t } from "../messages/admin/t";
import { date, number } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { Column, Columns } from "./Column";
import { examine, readerOf, type Blend, type Examined } from "./queries";
import { ago, sourceName } from "./words";

export function ReaderTab() {
  const look = useMutation({ mutationFn: ({ who, type }: Asked) => examine(who, type) });
  return (
    <>
      <p>
        {t("reader_intro")} <span className="hint">{t("reader_noted")}</span>
      </p>
      <Who ask={look.mutate} isBusy={look.isPending} />
      {look.isPending && <LinesSkeleton count={8} />}
      {look.isError && <Failed error={look.error} />}
      {look.data && <Found key={look.data.audit_event_id} found={look.data} />}
    </>
  );
}

interface Asked {
  who: NonNullable<ReturnType<typeof readerOf>>;
  type: ItemType | undefined;
}

function Who({ ask, isBusy }: { ask: (asked: Asked) => void; isBusy: boolean }) {
  const id = useId();
  const [isUnclear, setUnclear] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const who = readerOf(String(given.get("who")));
    const type = given.get("type");
    setUnclear(!who);
    if (who) ask({ who, type: type === "movie" || type === "book" ? type : undefined });
  };
  return (
    <form className="reader-form" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{t("reader_who")}</label>
        <input id={id} name="who" type="text" inputMode="email" autoComplete="off" spellCheck={false} maxLength={254} required aria-invalid={isUnclear || undefined} aria-describedby={`${id}-wrong`} />
        <small id={`${id}-wrong`} className="wrong" role="alert">
          {isUnclear && t("reader_need")}
        </small>
      </div>
      <label className="field">
        {t("kind")}
        <select name="type">
          <option value="">{t("kind_both")}</option>
          <option value="movie">{t("n_movies")}</option>
          <option value="book">{t("n_books")}</option>
        </select>
      </label>
      <button type="submit" className="button button-primary" disabled={isBusy}>
        {t("reader_look")}
      </button>
    </form>
  );
}

function Found({ found }: { found: Examined }) {
  const { reader, blend, sources } = found;
  return (
    <>
      <section className="insight" aria-labelledby="reader">
        <h2 id="reader">{reader.name ? t("reader_named", { name: reader.name, id: String(reader.id) }) : t("reader_unnamed", { id: String(reader.id) })}</h2>
        <dl className="pairs">
          <dt>{t("reader_since")}</dt>
          <dd>{date(reader.since)}</dd>
          <dt>{t("n_ratings")}</dt>
          <dd>{number(reader.n_ratings)}</dd>
          <dt>{t("reader_neighbors")}</dt>
          <dd>{reader.are_neighbors_current || reader.n_neighbors === 0 ? number(reader.n_neighbors) : t("reader_neighbors_old", { n: reader.n_neighbors })}</dd>
          <dt>{t("reader_influences")}</dt>
          <dd>{number(reader.n_influences)}</dd>
          <dt>{t("reader_timezone")}</dt>
          <dd>{reader.timezone}</dd>
        </dl>
        <p className="hint">{t("reader_noted_as", { id: String(found.audit_event_id) })}</p>
      </section>
      <Columns label={t("blend")}>
        <TheList blend={blend} />
        {sources.map((one) => (
          <Column
            key={one.source}
            title={sourceName(one.source)}
            hint={one.weight > 0 ? t("source_weight", { weight: number(one.weight, 2) }) : t("source_silent")}
            items={one.items}
            note={(item) => `${number(item.value, 3)} · ${item.place === null ? t("not_on_list") : t("on_list_at", { place: item.place })}`}
            empty={t("kin_none")}
          />
        ))}
      </Columns>
    </>
  );
}

function TheList({ blend }: { blend: Blend }) {
  return (
    <section className="column column-first" aria-labelledby="blend">
      <h3 id="blend">{t("blend")}</h3>
      <p className="hint">{blend.made_at ? t("blend_stored", { when: ago(blend.made_at) }) : t("blend_made")}</p>
      {blend.degraded.length > 0 && <p className="wrong">{t("blend_degraded")}</p>}
      {blend.items.length === 0 && <p>{t("blend_empty")}</p>}
      <ol>
        {blend.items.map((item) => (
          <li key={item.id}>
            <Link to={`/admin/item?id=${item.id}`}>{item.title}</Link> {item.year !== null && <small>{item.year}</small>}
            <small className="column-note">{item.reasons[0] && sentence(item.reasons[0])}</small>
            <Arithmetic item={item} />
          </li>
        ))}
      </ol>
    </section>
  );
}

type BlendItem = Blend["items"][number];

/** What each source adds to a score, the most first; what the features of a taste add counts together. */
export function addedBySource(contributions: BlendItem["contributions"]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { source, contribution } of contributions) sums.set(source, (sums.get(source) ?? 0) + contribution);
  return [...sums].toSorted((a, b) => b[1] - a[1]);
}

function Arithmetic({ item }: { item: BlendItem }) {
  const added = addedBySource(item.contributions);
  const widest = Math.max(...added.map(([, points]) => Math.abs(points)), 1e-9);
  return (
    <details className="admin-more">
      <summary>
        <span className="hidden-text">{item.title}: </span>
        {number(item.score, 3)}
      </summary>
      <ul className="column-note">
        {item.reasons.slice(1).map((reason) => (
          <li key={reason.key}>{sentence(reason)}</li>
        ))}
      </ul>
      <ul className="shares">
        {added.map(([source, points]) => (
          <li key={source}>
            <span>{sourceName(source)}</span> <span>{number(points, 3)}</span>
            <span className={points < 0 ? "bar bar-against" : "bar"} style={{ width: `${(100 * Math.abs(points)) / widest}%` }} aria-hidden />
          </li>
        ))}
      </ul>
    </details>
  );
}
