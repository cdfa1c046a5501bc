-- list_logged_entries: list the entries of some lists: those that are stored, shown, or that feedback was given of.
-- Called by get_feedback_log. Lists are deleted after a week: then an entry has its contributions only if feedback kept
-- them. `kinds` are the kinds of feedback.
create or replace function cinelibre.list_logged_entries(recommendation_ids uuid[])
returns table (
    recommendation_id uuid,
    user_id integer,
    item_id integer,
    place integer,
    is_shown boolean,
    variant text,
    contributions jsonb,
    kinds text[]
)
language sql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with found as (
        select
            l.id as recommendation_id, l.user_id, (entry.body ->> 'item_id')::integer as item_id, entry.place::integer as place,
            false as is_shown, coalesce(entry.body ->> 'variant', l.variant) as variant, entry.body -> 'contributions' as contributions, null as kind
        from cinelibre.recommendation_lists as l
        cross join lateral jsonb_array_elements(l.items) with ordinality as entry (body, place)
        where l.id = any (list_logged_entries.recommendation_ids)
        union all
        select i.recommendation_id, i.user_id, i.item_id, i.place, true, i.variant, null, null
        from cinelibre.impressions as i
        where i.recommendation_id = any (list_logged_entries.recommendation_ids) and i.row_key is null
        union all
        select f.recommendation_id, f.user_id, f.item_id, f.place, false, f.variant, f.contributions, f.kind
        from cinelibre.feedback as f
        where f.recommendation_id = any (list_logged_entries.recommendation_ids)
    )
    select
        f.recommendation_id,
        f.user_id,
        f.item_id,
        min(f.place),
        bool_or(f.is_shown),
        coalesce(max(f.variant), 'default'),
        (array_agg(f.contributions order by f.kind nulls first) filter (where f.contributions is not null))[1],
        coalesce(array_agg(f.kind order by f.kind) filter (where f.kind is not null), '{}')
    from found as f
    group by f.recommendation_id, f.user_id, f.item_id;
$$;
