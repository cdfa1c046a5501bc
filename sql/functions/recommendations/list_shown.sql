-- list_shown: what was shown to somebody within the last hour on lists of one type. A new list they ask for leaves it out.
-- Called by describe_material. A user has few lists, whose impressions are looked up list by list.
create or replace function cinelibre.list_shown(user_id integer, item_type text)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set enable_seqscan = off
as $$
declare
    _list_ids uuid[] := array(
        select l.id
        from cinelibre.recommendation_lists as l
        where l.user_id = list_shown.user_id
            and l.item_type is not distinct from list_shown.item_type
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
