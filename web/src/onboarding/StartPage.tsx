/** A few questions to a newcomer, one after another: the titles whose rating tells most. It ends by itself. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { components } from "../api/schema";
import { HalfStars } from "../items/HalfStars";
import { rate } from "../items/actions";
import { pathOf } from "../items/paths";
import { Poster } from "../items/Poster";
import { percent } from "../messages/t";
import { t } from "../messages/onboarding/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { usePage } from "../ui/usePage";
import { ENOUGH, onboardingQueries } from "./queries";
import "../styles/onboarding.css";

type Title = components["schemas"]["AskedItem"];

export function StartPage() {
  const heading = usePage(t("start_title"));
  return (
    <div className="start">
      <h1 ref={heading} tabIndex={-1}>
        {t("start_title")}
      </h1>
      <p>{t("start_intro")}</p>
      <Questions />
    </div>
  );
}

function Questions() {
  const [round, setRound] = useState(0);
  const [answered, setAnswered] = useState<readonly number[]>([]);
  const [nRated, setRated] = useState({ round: 0, n: 0 });
  const asked = useQuery(onboardingQueries.next(undefined, round, answered));
  if (asked.isPending) return <LinesSkeleton count={3} />;
  if (!asked.data) return <Failed error={asked.error} retry={() => void asked.refetch()} />;
  const left = asked.data.items.filter(({ id }) => !answered.includes(id));
  const n = asked.data.n_rated + (nRated.round === round ? nRated.n : 0);
  const question = n < ENOUGH ? left[0] : undefined;
  const answer = (item: Title, stars: number | null) => {
    const sent = stars === null ? Promise.resolve() : rate(item, stars);
    setAnswered([...answered, item.id]);
    if (stars !== null) setRated({ round, n: nRated.round === round ? nRated.n + 1 : 1 });
    // The next questions follow from the answers: they are asked for when these have arrived.
    const isLast = left.length === 1 || (stars !== null && n + 1 >= ENOUGH);
    if (isLast) void sent.then(() => setRound(round + 1));
  };
  return (
    <>
      <Progress n={n} />
      {asked.data.done && <Done done={asked.data.done} nRated={asked.data.n_rated} />}
      {!asked.data.done && (question ? <Question key={question.id} item={question} answer={answer} /> : <LinesSkeleton count={3} />)}
    </>
  );
}

function Progress({ n }: { n: number }) {
  const rated = Math.min(n, ENOUGH);
  return (
    <div className="start-progress">
      <progress max={ENOUGH} value={rated} aria-label={t("start_progress", { rated, enough: ENOUGH })} />
      <span>{t("start_progress", { rated, enough: ENOUGH })}</span>
      <Link className="button button-small" to="/for-you">
        {t("start_to_list")}
      </Link>
    </div>
  );
}

function Question({ item, answer }: { item: Title; answer: (item: Title, stars: number | null) => void }) {
  return (
    <article className="start-question" data-item={item.id}>
      <Poster item={item} sizes="200px" isFirst />
      <div className="start-words">
        <h2>
          <Link to={pathOf(item)}>{item.title}</Link>
        </h2>
        <p className="card-meta">{[t(item.item_type === "movie" ? "film" : "book"), item.year, ...item.people.slice(0, 2)].filter(Boolean).join(" · ")}</p>
        <p className="hint">{sayWhy(item.reason)}</p>
        <HalfStars label={t("rate_title", { title: item.title })} value={null} onRate={(stars) => answer(item, stars)} />
        <p>
          <button type="button" className="button" onClick={() => answer(item, null)}>
            {t("start_unknown")}
            <span className="hidden-text">: {item.title}</span>
          </button>
        </p>
      </div>
    </article>
  );
}

/** Why a title is asked about. */
export function sayWhy({ key, params }: Title["reason"]): string {
  if (key === "unlike_yours") return t("start_unlike");
  if (key === "widely_known") return t("start_known");
  return t(params["is_simulated"] ? "start_divides_simulated" : "start_divides", { share: percent(Number(params["share"])) });
}

function Done({ done, nRated }: { done: components["schemas"]["Done"]; nRated: number }) {
  return (
    <section className="start-done" role="status">
      <h2>{t("start_done")}</h2>
      <p>{done.key === "enough_ratings" ? t("start_done_enough", { n: nRated }) : t("start_done_nothing")}</p>
      <p className="start-progress">
        <Link className="button button-primary" to="/for-you">
          {t("start_to_list")}
        </Link>
        <Link className="button" to="/search">
          {t("search_titles")}
        </Link>
      </p>
    </section>
  );
}
