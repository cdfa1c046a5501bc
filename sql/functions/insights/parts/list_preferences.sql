-- list_preferences: list what is said for and against genres, languages, decades, people and types by what a user does.
-- Called by describe_features and describe_trends. liked and disliked are those that lists are made of. n_items counts the
-- items with the feature that say so, rated or leaned to; newest_at is when the newest of them was rated or looked at.
create or replace function cinelibre.list_preferences(user_id integer, history_limit integer, per_kind integer)
returns table (kind text, name text, liked float8, disliked float8, n_items bigint, newest_at timestamptz)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    -- `given` keeps it from looking for neighbors, which say nothing here
    _reader cinelibre.reader := cinelibre.build_reader(list_preferences.user_id, given => '{"ids": [], "weights": []}');
begin
    return query
    with ranked as (
        select
            l.kind, l.name, l.liked, l.disliked,
            row_number() over (partition by l.kind order by abs(l.liked - l.disliked) desc, l.name) as place
        from cinelibre.list_tastes(_reader) as l
    ),
    observed as materialized (
        select e.*
        from cinelibre.list_evidence(
            list_preferences.user_id, _reader.item_ids[:list_preferences.history_limit], _reader.leaning_ids
        ) as e
    )
    select r.kind, r.name, r.liked, r.disliked, coalesce(o.n_items, 0), o.newest_at
    from ranked as r
    left join observed as o on o.kind = r.kind and o.name = r.name
    where r.place <= list_preferences.per_kind
        or r.kind = 'decade' -- what one decade says depends on those beside it
    order by r.kind, r.place;
end;
$$;
