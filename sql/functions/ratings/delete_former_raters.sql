-- delete_former_raters: delete a limited number of simulated raters outside the community that is kept.
-- Loading the demo calls it until none is left; with a limit of 0 it only counts. Real users stay. If one of their
-- stored neighbors is deleted, the row goes too, and their next request computes it again.
create or replace function public.delete_former_raters(kept text, user_limit integer)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _former_ids integer[] := array(
        select u.id
        from cinelibre.users as u
        where u.external_id like 'simulated:%'
            and not starts_with(u.external_id, 'simulated:' || delete_former_raters.kept || ':')
            and u.email is null
        order by u.id
    );
    _user_ids integer[] := _former_ids[:delete_former_raters.user_limit];
begin
    if cardinality(_user_ids) > 0 then
        perform u.id from cinelibre.users as u where u.id = any (_user_ids) order by u.id for update;
        perform pg_advisory_xact_lock(hashtextextended('cinelibre.user_neighbors', 0));
        perform cinelibre.lock_items(array(select r.item_id from cinelibre.ratings as r where r.user_id = any (_user_ids)));
        delete from cinelibre.user_neighbors as n where n.neighbor_ids && _user_ids;
        delete from cinelibre.users as u where u.id = any (_user_ids);
    end if;
    return jsonb_build_object(
        'n_deleted', cardinality(_user_ids),
        'n_left', cardinality(_former_ids) - cardinality(_user_ids)
    );
end;
$$;
