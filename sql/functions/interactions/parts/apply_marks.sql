-- apply_marks: change a user's shelf as some of their events say; return the items that they say something of.
-- Called by apply_interactions, which deletes the rows that are left without a mark.
create or replace function cinelibre.apply_marks(user_id integer, interaction_ids bigint[], seen_from_fraction real)
returns integer[]
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with folded as materialized (
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
        from cinelibre.list_newest_marks(
            apply_marks.user_id, apply_marks.interaction_ids, apply_marks.seen_from_fraction
        ) as n
        group by n.item_id
    ),
    written as (
        insert into cinelibre.shelf as s
        (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at)
        select
            apply_marks.user_id, f.item_id, f.on_watchlist_at, f.hidden_at, f.hidden_by, f.seen_at, f.favorite_at,
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
    select array_agg(f.item_id order by f.item_id) from folded as f;
$$;
