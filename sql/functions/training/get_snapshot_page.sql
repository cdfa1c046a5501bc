-- get_snapshot_page: return one page of everybody's snapshots of features, by id.
-- `python -m api.jobs export --features`. next is the id that the following page starts after, null on the last page.
create or replace function public.get_snapshot_page(after_id bigint, page_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'snapshots', coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'user_id', s.user_id, 'taken_at', s.taken_at, 'preferences', s.features -> 'preferences'
                )
                order by s.id
            ),
            '[]'
        ),
        'next', case when count(*) = get_snapshot_page.page_limit then max(s.id) end
    )
    from (
        select f.id, f.user_id, f.taken_at, f.features
        from cinelibre.feature_snapshots as f
        where f.id > get_snapshot_page.after_id
        order by f.id
        limit get_snapshot_page.page_limit
    ) as s;
$$;
