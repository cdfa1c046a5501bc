/** Joining a group by the link that somebody sent: with the account that is signed in, or as a guest with a name. */
import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { Link, Navigate, useNavigate, useParams } from "react-router";
import { api, data } from "../api/client";
import { TitleBox } from "../items/TitleBox";
import { t } from "../messages/groups/t";
import { Field, FormError, valuesOf } from "../session/forms";
import { readLikes, type Liked } from "../session/likes";
import { useSession, type Session } from "../session/session";
import { usePage } from "../ui/usePage";
import { joinedBy, keepGuest } from "./guests";
import "../styles/groups.css";

const MOST_LIKES = 20;

export function JoinPage() {
  const heading = usePage(t("join_title"));
  const code = useParams()["code"] ?? "";
  const session = useSession();
  const joined = session ? undefined : joinedBy(code);
  if (joined) return <Navigate to={`/groups/${joined}`} replace />;
  return (
    <div className="narrow">
      <h1 ref={heading} tabIndex={-1}>
        {t("join_title")}
      </h1>
      {session ? <WithAccount code={code} session={session} /> : <AsGuest code={code} />}
    </div>
  );
}

function WithAccount({ code, session }: { code: string; session: Session }) {
  const navigate = useNavigate();
  const join = useMutation({
    mutationFn: () => data(api.POST("/groups/join", { body: { code } })),
    onSuccess: ({ group_id }) => void navigate(`/groups/${group_id}`, { replace: true }),
  });
  return (
    <div className="form">
      <p>{t("join_as", { name: session.name ?? session.email })}</p>
      <FormError error={join.error} fields={["code"]} />
      <button type="button" className="button button-primary" disabled={join.isPending} onClick={() => join.mutate()}>
        {t("join")}
      </button>
    </div>
  );
}

function AsGuest({ code }: { code: string }) {
  const navigate = useNavigate();
  const [likes, setLikes] = useState<readonly Liked[]>(readLikes);
  const join = useMutation({
    mutationFn: (name: string) => data(api.POST("/groups/join/guest", { body: { code, name, liked: likes.map(({ id }) => ({ item_id: id, rating: 4.5 })) } })),
    onSuccess: ({ guest_key: key, group }) => {
      keepGuest(group.group_id, { key, code });
      void navigate(`/groups/${group.group_id}`, { replace: true });
    },
  });
  return (
    <>
      <p>{t("join_intro")}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          join.mutate(valuesOf(event.currentTarget)["name"] ?? "");
        }}
      >
        <Field label={t("guest_name")} name="name" required maxLength={40} autoComplete="given-name" hint={t("guest_name_hint")} error={join.error} />
        <GuestLikes likes={likes} change={setLikes} />
        <FormError error={join.error} fields={["name", "code"]} />
        <button type="submit" className="button button-primary" disabled={join.isPending}>
          {t("join")}
        </button>
        <p className="hint">{t("guest_privacy")}</p>
      </form>
      <p>
        <Link to="/sign-in" state={{ next: `/join/${code}` }}>
          {t("join_with_account")}
        </Link>
      </p>
    </>
  );
}

function GuestLikes({ likes, change }: { likes: readonly Liked[]; change: (likes: readonly Liked[]) => void }) {
  return (
    <div className="field" role="group" aria-label={t("guest_likes")}>
      <span>{t("guest_likes")}</span>
      <TitleBox
        label={t("starter_box")}
        placeholder={t("starter_box")}
        onChoose={({ id, title }) => !likes.some((one) => one.id === id) && change([...likes, { id, title }].slice(-MOST_LIKES))}
      />
      <small className="hint">{t("guest_likes_hint")}</small>
      {likes.length > 0 && (
        <ul className="chips" aria-label={t("starter_chosen")}>
          {likes.map((one) => (
            <li key={one.id}>
              <button type="button" className="chip" aria-label={t("take_away", { name: one.title })} onClick={() => change(likes.filter(({ id }) => id !== one.id))}>
                {one.title} <X size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
