-- attribute_events: list the shown items of some lists that their readers clicked on or accepted.
-- Called by get_feedback_log. An event belongs to the list that its context names, or else to the newest list that had
-- shown the item, `within` so long. A rating of `liked_from` stars may come at any later time. A click is any event with
-- a positive preference; one of `accepted_from` or more accepts, and so do a rating, watching and helpful feedback.
create or replace function cinelibre.attribute_events(
    recommendation_ids uuid[],
    within interval,
    accepted_from float8,
    liked_from real
)
returns table (recommendation_id uuid, item_id integer, is_clicked boolean, is_accepted boolean)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with shown as materialized (
        select i.*
        from cinelibre.impressions as i
        where i.recommendation_id = any (attribute_events.recommendation_ids)
    ),
    readers as materialized (
        select s.user_id, min(s.shown_at) as since, array_agg(distinct s.item_id) as item_ids
        from shown as s
        group by s.user_id
    ),
    touches as (
        select
            e.user_id, e.item_id, e.occurred_at, e.context ->> 'recommendation_id' as named,
            kind.preference > 0 and kind.name <> 'helpful' as is_click,
            e.rating >= attribute_events.liked_from as is_liked,
            kind.preference >= attribute_events.accepted_from or kind.name in ('watch', 'helpful') as is_acceptance
        from readers as r
        join cinelibre.interactions as e on e.user_id = r.user_id and e.occurred_at >= r.since and e.item_id = any (r.item_ids)
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type
        where kind.preference > 0
            or e.rating >= attribute_events.liked_from
    )
    select s.recommendation_id, s.item_id, coalesce(bool_or(t.is_click), false), coalesce(bool_or(t.is_acceptance or t.is_liked), false)
    from touches as t
    cross join lateral (
        select i.recommendation_id, i.item_id, i.shown_at
        from cinelibre.impressions as i
        where i.user_id = t.user_id
            and i.item_id = t.item_id
            and (i.recommendation_id::text = t.named or i.shown_at <= t.occurred_at)
        order by (i.recommendation_id::text = t.named) is true desc, i.shown_at desc, i.recommendation_id
        limit 1
    ) as s
    where s.recommendation_id = any (attribute_events.recommendation_ids)
        and (s.recommendation_id::text = t.named or t.is_liked or t.occurred_at <= s.shown_at + attribute_events.within)
    group by s.recommendation_id, s.item_id;
$$;
