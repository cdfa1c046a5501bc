-- list_shown: return what a user was shown within the last hour on lists of one type.
-- Called by describe_material, because a refreshed list leaves it out. It looks impressions up list by list: a user has
-- few lists.
create or replace function cinelibre.list_shown(user_id integer, item_type text)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _list_ids uuid[] := array(
        select l.id
        from cinelibre.recommendation_lists as l
        where l.user_id = list_shown.user_id
            and l.item_type is not distinct from list_shown.item_type
            and l.rows is null
    );
begin
    return array(
        select distinct p.item_id
        from cinelibre.impressions as p
        where p.recommendation_id = any (_list_ids)
            and p.shown_at > now() - interval '1 hour'
    );
end;
$$;
