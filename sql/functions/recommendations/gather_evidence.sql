-- gather_evidence: for items that were chosen, what each source went by: the weightiest three of its parts, and their share.
-- Called by save_recommendations and get_session_items. Neighbors stay nameless: what they rated and how near
-- they are. The share of the parts that are not shown is what is missing to 1. What says nothing is not told of, nor a
-- source that is not among those given.
-- PL/pgSQL: before PostgreSQL 18 what is written in SQL is planned anew at every call.
create or replace function cinelibre.gather_evidence(
    chosen_ids integer[],
    item_ids integer[],
    ratings real[],
    neighbor_ids integer[],
    neighbor_weights real[],
    sources text[]
)
returns table (item_id integer, evidence json)
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    with history as materialized (
        select h.item_id, h.rating::float8 as rating, h.place, cinelibre.weigh_rating(h.rating, h.place) as weight
        from unnest(gather_evidence.item_ids, gather_evidence.ratings) with ordinality as h (item_id, rating, place)
    ),
    chosen as materialized (
        select c.item_id
        from unnest(gather_evidence.chosen_ids) as c (item_id)
    ),
    liked as materialized (
        select h.item_id, h.rating, e.embedding
        from history as h
        join cinelibre.item_embeddings as e on e.item_id = h.item_id
        where h.rating >= 4
        order by h.place
        limit 20
    ),
    parts as materialized (
        select
            r.item_id,
            'neighbors' as source,
            null::integer as because_id,
            r.rating::float8 as rating,
            n.weight * case when r.rating >= 4 then 1 else 0.25::float8 end as points
        from unnest(gather_evidence.neighbor_ids, gather_evidence.neighbor_weights) as n (user_id, weight)
        join cinelibre.ratings as r on r.user_id = n.user_id
        join chosen as c on c.item_id = r.item_id + 0
        where 'neighbors' = any (gather_evidence.sources)
        union all
        select near.item_id, near.kind, near.because_id, near.rating, near.weight * near.share
        from (
            select
                m.kind,
                h.item_id as because_id,
                h.rating,
                h.weight,
                unnest(n.neighbor_ids) as item_id,
                unnest(n.weights) as share
            from history as h
            join cinelibre.models as m on m.kind = any (gather_evidence.sources) and m.is_active
            join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = h.item_id
            where h.rating > 2
        ) as near
        join chosen as c on c.item_id = near.item_id
        union all
        select e.item_id, 'content', l.item_id, l.rating, (l.rating - 3) * -(e.embedding <#> l.embedding)
        from cinelibre.item_embeddings as e
        cross join liked as l
        where e.item_id = any (gather_evidence.chosen_ids)
            and 'content' = any (gather_evidence.sources)
    ),
    summed as (
        select
            p.item_id,
            p.source,
            count(*) as n,
            avg(p.rating) as average,
            sum(p.points) as total,
            (array_agg(p.because_id order by p.points desc, p.because_id))[:3] as because_ids,
            (array_agg(p.rating order by p.points desc, p.because_id))[:3] as ratings,
            (array_agg(p.points order by p.points desc, p.because_id))[:3] as points
        from parts as p
        group by p.item_id, p.source
    ),
    told as materialized (
        select
            s.item_id,
            s.source,
            json_build_object(
                'count', max(s.n),
                'average', round(max(s.average)::numeric, 2),
                'top', json_agg(
                    case
                        when part.because_id is null then json_build_object('rating', part.rating, 'share', part.share)
                        else json_build_object(
                            'item_id', part.because_id, 'title', because.title, 'rating', part.rating, 'share', part.share
                        )
                    end
                    order by part.place
                )
            ) as found
        from summed as s
        cross join lateral (
            select p.because_id, p.rating, p.place, round((p.points / s.total)::numeric, 6) as share
            from unnest(s.because_ids, s.ratings, s.points) with ordinality as p (because_id, rating, points, place)
        ) as part
        left join lateral (select b.title from cinelibre.items as b where b.id = part.because_id limit 1) as because on true
        where s.total <> 0
        group by s.item_id, s.source
    )
    select
        c.item_id,
        (
            select json_object_agg(all_told.source, all_told.found)
            from (
                select t.source, t.found
                from told as t
                where t.item_id = c.item_id
                union all
                select 'popular', json_build_object(
                    'like_count', coalesce(s.like_count, 0),
                    'rating_count', coalesce(s.rating_count, 0),
                    'average', round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2),
                    'external_count', i.external_count,
                    'external_rating', i.external_rating
                )
            ) as all_told
        )
    from chosen as c
    join cinelibre.items as i on i.id = c.item_id
    left join cinelibre.item_stats as s on s.item_id = c.item_id;
end;
$$;
