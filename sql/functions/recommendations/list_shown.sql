-- list_shown: what was shown to somebody within the last hour on lists of one type. A new list they ask for leaves it out.
-- Called by get_recommendations.
create or replace function cinelibre.list_shown(user_id integer, item_type text)
returns integer[]
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(array_agg(distinct p.item_id), '{}')
    from cinelibre.impressions as p
    join cinelibre.recommendation_lists as l on l.id = p.recommendation_id
    where p.user_id = list_shown.user_id
        and p.shown_at > now() - interval '1 hour'
        and l.item_type is not distinct from list_shown.item_type;
$$;
