-- list_exported_snapshots: list a page of a user's snapshots of features as an export has them, by id.
-- Called by list_exported.
create or replace function cinelibre.list_exported_snapshots(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select s.id, jsonb_build_object('taken_at', s.taken_at, 'features', s.features)
    from cinelibre.feature_snapshots as s
    where s.user_id = list_exported_snapshots.user_id
        and s.id > list_exported_snapshots.after
    order by s.id
    limit list_exported_snapshots.page_limit;
$$;
