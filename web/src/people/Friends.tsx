/** Friends by name, and what those rated who share it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, data } from "../api/client";
import { pathOf } from "../items/paths";
import { t } from "../messages/people/t";
import { date } from "../messages/t";
import { ask } from "../ui/Question";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { PEOPLE, peopleQueries, type Friend } from "./queries";

export function Friends() {
  const friends = useQuery(peopleQueries.friends());
  return (
    <section aria-labelledby="friends">
      <h2 id="friends">{t("friends")}</h2>
      {friends.isPending && <LinesSkeleton count={1} />}
      {friends.isError && !friends.data && <Failed error={friends.error} retry={() => void friends.refetch()} />}
      {friends.data?.length === 0 && <p className="hint">{t("no_friends")}</p>}
      <ul className="friend-list">
        {friends.data?.map((friend) => (
          <FriendRow key={friend.person_id} friend={friend} />
        ))}
      </ul>
    </section>
  );
}

function FriendRow({ friend }: { friend: Friend }) {
  const [isOpen, setOpen] = useState(false);
  const name = friend.name ?? t("somebody_like_you");
  return (
    <li>
      <strong>{name}</strong> <small className="hint">{t("friends_since", { date: date(friend.friends_since) })}</small>
      <div className="match-answer">
        {friend.can_read_ratings && (
          <button type="button" className="button-plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t(isOpen ? "hide_ratings" : "show_ratings", { name })}
          </button>
        )}
        <EndFriendship friend={friend} name={name} />
      </div>
      {!friend.can_read_ratings && <p className="hint">{t(friend.shares_ratings ? "you_do_not_share" : "they_do_not_share", { name })}</p>}
      {isOpen && friend.can_read_ratings && <Ratings friend={friend} name={name} />}
    </li>
  );
}

function EndFriendship({ friend, name }: { friend: Friend; name: string }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => data(api.DELETE("/friends/{person_id}", { params: { path: { person_id: friend.person_id } } })),
    onSuccess: () => {
      say(t("friendship_ended", { name }));
      return client.invalidateQueries({ queryKey: PEOPLE });
    },
    onError: (error) => sayError(error.message),
  });
  const sure = async () => {
    if (await ask({ title: t("end_sure", { name }), text: t("end_what"), yes: t("end_yes"), no: t("people_no") })) end.mutate();
  };
  return (
    <button type="button" className="button-plain" disabled={end.isPending} onClick={() => void sure()}>
      {t("end_friendship")}
      <span className="hidden-text">: {name}</span>
    </button>
  );
}

function Ratings({ friend, name }: { friend: Friend; name: string }) {
  const pages = useInfiniteQuery(peopleQueries.ratings(friend.person_id));
  const ratings = pages.data?.pages.flatMap((page) => page.ratings) ?? [];
  if (pages.isPending) return <LinesSkeleton count={2} />;
  if (!pages.data) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  if (ratings.length === 0) return <p className="hint">{t("no_friend_ratings", { name })}</p>;
  return (
    <>
      <ul className="friend-ratings">
        {ratings.map(({ item, rating, rated_at: at }) => (
          <li key={item.id} data-item={item.id}>
            <Link to={pathOf(item)}>{item.title}</Link> <span className="hint">{t("gave_stars", { n: rating, date: date(at) })}</span>
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <button type="button" className="button button-small" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("more_ratings")}
        </button>
      )}
    </>
  );
}
