-- describe_diversity: return how varied a user's seen items are by genre, language and decade: shares and entropy.
-- Called by get_insights. docs/algorithms.md has the formula ("Insights"). An item with several genres is divided among
-- them. `new` are the features first seen since a moment. The shown_limit largest shares of each kind are listed.
create or replace function cinelibre.describe_diversity(user_id integer, since timestamptz, shown_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with seen as materialized (
        select s.first_at, i.genres, i.language, i.year
        from cinelibre.list_seen(describe_diversity.user_id) as s
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.genres, o.language, o.year from cinelibre.items as o where o.id = s.item_id limit 1
        ) as i
    ),
    counted as (
        select f.kind, f.name, count(*) as n_items, sum(f.part) as weight, min(f.first_at) as first_at
        from (
            select 'genre' as kind, g.name, 1.0::float8 / cardinality(s.genres) as part, s.first_at
            from seen as s
            cross join unnest(s.genres) as g (name)
            union all
            select 'language', s.language, 1, s.first_at from seen as s where s.language is not null
            union all
            select 'decade', (s.year / 10 * 10)::text, 1, s.first_at from seen as s where s.year is not null
        ) as f
        group by f.kind, f.name
    ),
    shared as (
        select
            c.*,
            c.weight / sum(c.weight) over (partition by c.kind) as share,
            row_number() over (partition by c.kind order by c.weight desc, c.name) as place
        from counted as c
    ),
    measured as (
        select
            s.kind,
            count(*) as n_names,
            -sum(s.share * ln(s.share)) as entropy,
            jsonb_agg(jsonb_build_object('key', s.name, 'n_items', s.n_items, 'share', s.share) order by s.place)
                filter (where s.place <= describe_diversity.shown_limit) as shares,
            jsonb_agg(jsonb_build_object('kind', s.kind, 'key', s.name, 'n_items', s.n_items) order by s.place)
                filter (where s.first_at >= describe_diversity.since and s.place <= describe_diversity.shown_limit) as new
        from shared as s
        group by s.kind
    )
    select jsonb_build_object('n_items', (select count(*) from seen), 'kinds', coalesce(jsonb_agg(to_jsonb(m) order by m.kind), '[]'))
    from measured as m;
$$;
