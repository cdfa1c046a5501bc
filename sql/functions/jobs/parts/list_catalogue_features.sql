-- list_catalogue_features: list every item's features, and its pairs of a genre with a genre, a language or a decade.
-- Called by refresh_features. n_of_type counts the items of the type. For rows of kind `type` it counts all items.
create or replace function cinelibre.list_catalogue_features(only_kind text default null)
returns table (
    kind text, name text, item_type text, item_id integer, share float8, known float8, n_of_type bigint
)
language sql
stable
rows 100000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with described as materialized (
        select
            i.id, i.item_type, i.genres, i.language, i.people,
            i.year,
            i.prominence + ln(1 + coalesce(s.like_count, 0)) as known,
            count(*) over (partition by i.item_type) as n_of_type,
            count(*) over () as n_of_all
        from cinelibre.items as i
        left join cinelibre.item_stats as s on s.item_id = i.id
    )
    select f.kind, f.name, d.item_type, d.id, f.share, d.known, d.n_of_type
    from described as d
    cross join lateral cinelibre.list_features(d.genres, d.language, d.year, d.people) as f
    where f.kind = coalesce(list_catalogue_features.only_kind, f.kind)
    union all
    select 'type', d.item_type, d.item_type, d.id, 1, d.known, d.n_of_all
    from described as d
    where coalesce(list_catalogue_features.only_kind, 'type') = 'type'
    union all
    select 'pair', one.kind || ' ' || one.name || '|' || other.kind || ' ' || other.name, d.item_type, d.id, 1, d.known, d.n_of_type
    from described as d
    cross join lateral cinelibre.list_features(d.genres, d.language, d.year, null) as one
    cross join lateral cinelibre.list_features(d.genres, d.language, d.year, null) as other
    where coalesce(list_catalogue_features.only_kind, 'pair') = 'pair'
        and (one.kind, one.name) < (other.kind, other.name)
        and one.share = 1
        and other.share = 1;
$$;
