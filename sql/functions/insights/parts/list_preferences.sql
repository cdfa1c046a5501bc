-- list_preferences: list what a user's history says for and against genres, languages, decades, people and types.
-- Called by describe_features and describe_trends. liked and disliked are those that lists are made of. n_items counts the
-- items of the history with the feature, newest_at is when the newest of them was rated.
create or replace function cinelibre.list_preferences(user_id integer, history_limit integer, per_kind integer)
returns table (kind text, name text, liked float8, disliked float8, n_items bigint, newest_at timestamptz)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    -- `given` keeps it from looking for neighbors, which say nothing here
    _reader cinelibre.reader := cinelibre.build_reader(list_preferences.user_id, given => '{"ids": [], "weights": []}');
begin
    return query
    with observed as (
        select f.kind, f.name, count(*) as n_items, max(r.rated_at) as newest_at
        from unnest(_reader.item_ids[:list_preferences.history_limit]) as h (item_id)
        join cinelibre.ratings as r on r.user_id = list_preferences.user_id and r.item_id = h.item_id
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.item_type, o.genres, o.language, o.year, o.people from cinelibre.items as o where o.id = h.item_id limit 1
        ) as i
        cross join lateral cinelibre.list_own_features(i.item_type, i.genres, i.language, i.year, i.people) as f
        group by f.kind, f.name
    ),
    ranked as (
        select
            l.kind, l.name, l.liked, l.disliked, coalesce(o.n_items, 0) as n_items, o.newest_at,
            row_number() over (partition by l.kind order by abs(l.liked - l.disliked) desc, l.name) as place
        from cinelibre.list_likings(_reader.item_ids, _reader.ratings) as l
        left join observed as o on o.kind = l.kind and o.name = l.name
    )
    select r.kind, r.name, r.liked, r.disliked, r.n_items, r.newest_at
    from ranked as r
    where r.place <= list_preferences.per_kind
        or r.kind = 'decade' -- what one decade says depends on those beside it
    order by r.kind, r.place;
end;
$$;
