-- apply_interactions: change a user's shelf and ratings as some of their events say.
-- Called by record_interactions and mark_item. For each item and mark, the newest event counts. An event that arrives
-- late changes nothing if the log has a newer one. Nine tenths watched counts as seen.
create or replace function cinelibre.apply_interactions(
    user_id integer,
    interaction_ids bigint[],
    seen_from_fraction real default 0.9
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_ids integer[];
begin
    with said as materialized (
        select
            e.id,
            e.item_id,
            e.interaction_type,
            e.occurred_at,
            marks.mark,
            marks.is_set
        from cinelibre.interactions as e
        cross join lateral cinelibre.read_marks(e.interaction_type, e.fraction, apply_interactions.seen_from_fraction) as marks
        where e.id = any (apply_interactions.interaction_ids)
            and e.item_id is not null
    ),
    newest as materialized (
        select distinct on (s.item_id, s.mark) s.*
        from said as s
        where not exists (
            select
            from cinelibre.interactions as later
            cross join lateral cinelibre.read_marks(
                later.interaction_type, later.fraction, apply_interactions.seen_from_fraction
            ) as marks
            where later.user_id = apply_interactions.user_id
                and later.occurred_at > s.occurred_at
                and later.item_id = s.item_id
                and marks.mark = s.mark
                and later.id <> all (apply_interactions.interaction_ids)
        )
        order by s.item_id, s.mark, s.occurred_at desc, s.id desc
    ),
    folded as materialized (
        select
            n.item_id,
            bool_or(n.mark = 'watchlist') as says_watchlist,
            max(n.occurred_at) filter (where n.mark = 'watchlist' and n.is_set) as on_watchlist_at,
            bool_or(n.mark = 'hidden') as says_hidden,
            max(n.occurred_at) filter (where n.mark = 'hidden' and n.is_set) as hidden_at,
            max(n.interaction_type) filter (where n.mark = 'hidden' and n.is_set) as hidden_by,
            bool_or(n.mark = 'seen') as says_seen,
            max(n.occurred_at) filter (where n.mark = 'seen' and n.is_set) as seen_at,
            bool_or(n.mark = 'favorite') as says_favorite,
            max(n.occurred_at) filter (where n.mark = 'favorite' and n.is_set) as favorite_at,
            bool_or(n.mark = 'opinion') as says_opinion,
            max(n.interaction_type) filter (where n.mark = 'opinion' and n.is_set) as opinion,
            max(n.occurred_at) filter (where n.mark = 'opinion' and n.is_set) as opinion_at
        from newest as n
        group by n.item_id
    ),
    written as (
        insert into cinelibre.shelf as s
        (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at)
        select
            apply_interactions.user_id, f.item_id, f.on_watchlist_at, f.hidden_at, f.hidden_by, f.seen_at, f.favorite_at,
            f.opinion, f.opinion_at
        from folded as f
        order by f.item_id
        on conflict on constraint shelf_pkey do update
        set (on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at) = (
            select
                case when f.says_watchlist then f.on_watchlist_at else s.on_watchlist_at end,
                case when f.says_hidden then f.hidden_at else s.hidden_at end,
                case when f.says_hidden then f.hidden_by else s.hidden_by end,
                case when f.says_seen then f.seen_at else s.seen_at end,
                case when f.says_favorite then f.favorite_at else s.favorite_at end,
                case when f.says_opinion then f.opinion else s.opinion end,
                case when f.says_opinion then f.opinion_at else s.opinion_at end
            from folded as f
            where f.item_id = excluded.item_id
        )
    )
    select array_agg(f.item_id order by f.item_id) into _item_ids from folded as f;

    delete from cinelibre.shelf as s
    where s.user_id = apply_interactions.user_id
        and s.item_id = any (_item_ids)
        and coalesce(s.on_watchlist_at, s.hidden_at, s.seen_at, s.favorite_at, s.opinion_at) is null;

    _item_ids := _item_ids || cinelibre.apply_stars(apply_interactions.user_id, apply_interactions.interaction_ids);
    if cardinality(_item_ids) > 0 then
        perform cinelibre.imply_ratings(apply_interactions.user_id, _item_ids);
    end if;
    return coalesce(cardinality(_item_ids), 0);
end;
$$;
