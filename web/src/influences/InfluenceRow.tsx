/** One thing that moves lists: its name, a bar to the right for it or to the left against it, and how much it shall count. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { markListsOld } from "../items/mine";
import { pathOf } from "../items/paths";
import { featureName } from "../items/reasons";
import { t } from "../messages/influences/t";
import { languageName, number } from "../messages/t";
import { say, sayError } from "../ui/Toasts";
import { influenceQueries, levelOf, LEVELS, sendWeight, withWeight, type Influence, type Level } from "./queries";

interface RowProps {
  influence: Influence;
  /** The most points of its kind. */
  widest: number;
}

export function InfluenceRow({ influence, widest }: RowProps) {
  const { points } = influence;
  const name = nameOf(influence);
  const share = (50 * Math.abs(points)) / widest;
  return (
    <li className="influence">
      <div className="influence-name">
        {influence.kind === "item" ? <Link to={pathOf(influence.rated.item)}>{name}</Link> : <span>{name}</span>}
        <small>{[influence.kind === "item" && becauseOf(influence.rated), told(points)].filter(Boolean).join(" · ")}</small>
      </div>
      <div className="influence-bar" aria-hidden>
        <span
          className={points < 0 ? "bar bar-against" : "bar"}
          style={{ width: `${share}%`, marginLeft: points < 0 ? `${50 - share}%` : "50%" }}
        />
      </div>
      <Levels influence={influence} name={name} />
    </li>
  );
}

function Levels({ influence, name }: { influence: Influence; name: string }) {
  const client = useQueryClient();
  const { queryKey } = influenceQueries.mine();
  const set = useMutation({
    mutationFn: (weight: number) => sendWeight(influence, weight),
    onMutate: async (weight) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (before) => before && withWeight(before, influence, weight));
    },
    onSuccess: () => {
      markListsOld();
      say(t("influences_next"));
    },
    onError: (error) => sayError(error.message),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  const now = levelOf(influence.weight);
  return (
    <fieldset className="segments influence-levels">
      <legend className="hidden-text">{t("influences_weight_of", { name })}</legend>
      {(Object.keys(LEVELS) as Level[]).map((level) => (
        <label key={level}>
          <input type="radio" name={influence.key} checked={now === level} onChange={() => set.mutate(LEVELS[level])} />
          <span>{t(`weight_${level}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function nameOf(influence: Influence): string {
  if (influence.kind === "item") return influence.rated.item.title;
  return influence.kind === "language" ? languageName(influence.name) : featureName(influence);
}

function becauseOf({ rating, is_stated }: Extract<Influence, { kind: "item" }>["rated"]): string {
  if (rating === null) return t("influences_looked");
  return is_stated ? t("influences_rated", { stars: number(rating) }) : t("influences_marked");
}

function told(points: number): string {
  if (points === 0) return t("influences_neither");
  return t(points > 0 ? "influences_for" : "influences_against", { points: number(Math.abs(points), 2) });
}
