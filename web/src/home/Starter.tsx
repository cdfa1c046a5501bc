/** "Tell us three you like": recommendations for guests, who send their likes along; nothing is stored. */
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Item } from "../api/types";
import { Card } from "../items/Card";
import { Poster } from "../items/Poster";
import { sentence } from "../items/reasons";
import { Row } from "../items/Row";
import { TitleBox } from "../items/TitleBox";
import { list, t } from "../messages/t";
import { keepLikes, readLikes, type Liked } from "../session/likes";
import { RowSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { homeQueries } from "./queries";

const WANTED = 3;
const MOST = 10;
const OFFERED = 8;

type Choose = (chosen: readonly Liked[]) => void;

/** What the guest chose, kept for the length of the visit. */
export function useChosen(): [readonly Liked[], Choose] {
  const [chosen, setChosen] = useState(readLikes);
  return [
    chosen,
    (next) => {
      keepLikes(next);
      setChosen(next);
    },
  ];
}

interface StarterProps {
  /** Items to choose from at once. */
  famous: readonly Item[];
  chosen: readonly Liked[];
  choose: Choose;
}

export function Starter({ famous, chosen, choose }: StarterProps) {
  const add = ({ id, title }: Liked) => {
    if (!chosen.some((one) => one.id === id)) choose([...chosen, { id, title }].slice(-MOST));
  };
  const missing = WANTED - chosen.length;
  return (
    <section className="starter" aria-labelledby="starter">
      <h2 id="starter">{t("starter_title")}</h2>
      <p>{missing === WANTED ? t("starter_begin") : missing > 0 ? t("starter_missing", { n: missing }) : t("starter_enough")}</p>
      <TitleBox label={t("starter_box")} placeholder={t("starter_box")} onChoose={add} />
      {chosen.length > 0 && (
        <ul className="chips" aria-label={t("starter_chosen")}>
          {chosen.map((one) => (
            <li key={one.id}>
              <button type="button" className="chip" aria-label={t("take_away", { name: one.title })} onClick={() => choose(chosen.filter(({ id }) => id !== one.id))}>
                {one.title} <X size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul className="starter-posters">
        {famous.length === 0 &&
          Array.from({ length: OFFERED }, (_, n) => (
            <li key={n} aria-hidden>
              <div className="poster skeleton" />
            </li>
          ))}
        {famous
          .filter(({ id }) => !chosen.some((one) => one.id === id))
          .slice(0, OFFERED)
          .map((item) => (
            <li key={item.id}>
              <button type="button" aria-label={t("starter_like", { title: item.title })} title={item.title} onClick={() => add(item)}>
                <Poster item={item} sizes="72px" isFirst />
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

/** The row that follows from what the guest chose. */
export function ForLikes({ chosen }: { chosen: readonly Liked[] }) {
  const rows = useQuery({ ...homeQueries.forLikes(chosen.map(({ id }) => id)), enabled: chosen.length > 0 });
  const title = t("for_likes", { titles: list(chosen.map((one) => one.title)) });
  if (chosen.length === 0) return null;
  if (rows.isPending) return <RowSkeleton title={title} />;
  if (!rows.data) return <Failed error={rows.error} retry={() => void rows.refetch()} />;
  return (
    <>
      <Row title={title} subtitle={t("for_likes_hint")}>
        {rows.data.items.map((item) => (
          <li key={item.id}>
            <Card item={item} reason={item.reasons[0] && sentence(item.reasons[0])} />
          </li>
        ))}
      </Row>
      <p className="block">
        <Link to="/sign-up">{t("keep_this")}</Link>
      </p>
    </>
  );
}
