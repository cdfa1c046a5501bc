-- rank_by_kinship: rank items by what they share with an item: genres, people, keywords, language and years.
-- Called by weigh_findings for a question "like …". Descriptions are left out, because meaning compares those.
-- The weights are in docs/algorithms.md. The nearest item has kinship 1.
create or replace function cinelibre.rank_by_kinship(like_id integer, item_ids integer[])
returns table (item_id integer, kinship float8, place bigint)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with compared as (
        select
            i.id,
            0.7 * shared.n_genres / greatest(sqrt(cardinality(i.folded_genres) * cardinality(seed.folded_genres)), 1)
            + 0.5 * least(1, shared.n_people / 2.0)
            + 0.3 * least(1, shared.n_keywords / 3.0)
            + case when i.language = seed.language then 0.25 else 0 end
            + coalesce(0.15 * exp(-abs(i.year - seed.year) / 20.0), 0) as kinship
        from cinelibre.items as seed
        cross join unnest(rank_by_kinship.item_ids) as pool (id)
        join cinelibre.items as i on i.id = pool.id
        cross join lateral (
            select
                (select count(*) from unnest(i.folded_genres) as g where g = any (seed.folded_genres)) as n_genres,
                (select count(*) from unnest(i.folded_people) as p where p = any (seed.folded_people)) as n_people,
                (select count(*) from unnest(i.folded_keywords) as k where k = any (seed.folded_keywords)) as n_keywords
        ) as shared
        where seed.id = rank_by_kinship.like_id
            and i.id <> seed.id
    )
    select
        c.id,
        c.kinship / max(c.kinship) over (),
        row_number() over (order by c.kinship desc, c.id)
    from compared as c
    where c.kinship > 0;
$$;
