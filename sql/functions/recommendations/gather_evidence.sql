-- gather_evidence: for items that were chosen, what each source went by: the weightiest three of its parts, and their share.
-- Called by save_recommendations and get_session_items. Neighbors stay nameless: what they rated and how near
-- they are. The share of the parts that are not shown is what is missing to 1. What says nothing is not told of.
create or replace function cinelibre.gather_evidence(
    chosen_ids integer[],
    item_ids integer[],
    ratings real[],
    neighbor_ids integer[],
    neighbor_weights real[]
)
returns table (item_id integer, evidence jsonb)
language sql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with history as materialized (
        select h.item_id, h.rating::float8 as rating, h.place
        from unnest(gather_evidence.item_ids, gather_evidence.ratings) with ordinality as h (item_id, rating, place)
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
            n.weight * case when r.rating >= 4 then 1 else 0.25 end as points
        from unnest(gather_evidence.neighbor_ids, gather_evidence.neighbor_weights) as n (user_id, weight)
        cross join lateral (
            select own.item_id, own.rating
            from cinelibre.ratings as own
            where own.user_id = n.user_id
                and own.item_id = any (gather_evidence.chosen_ids)
            offset 0
        ) as r
        union all
        select near.item_id, m.kind, h.item_id, h.rating, cinelibre.weigh_rating(h.rating, h.place) * near.weight
        from history as h
        join cinelibre.models as m on m.kind in ('ease', 'cosine') and m.is_active
        join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = h.item_id
        cross join lateral unnest(n.neighbor_ids, n.weights) as near (item_id, weight)
        where h.rating > 2
            and near.item_id = any (gather_evidence.chosen_ids)
        union all
        select e.item_id, 'content', l.item_id, l.rating, (l.rating - 3) * -(e.embedding <#> l.embedding)
        from cinelibre.item_embeddings as e
        cross join liked as l
        where e.item_id = any (gather_evidence.chosen_ids)
    ),
    placed as (
        select
            p.*,
            row_number() over (partition by p.item_id, p.source order by p.points desc, p.because_id) as place,
            sum(p.points) over (partition by p.item_id, p.source) as total,
            count(*) over (partition by p.item_id, p.source) as n,
            avg(p.rating) over (partition by p.item_id, p.source) as average
        from parts as p
    ),
    told as materialized (
        select
            p.item_id,
            p.source,
            jsonb_build_object(
                'count', max(p.n),
                'average', round(max(p.average)::numeric, 2),
                'top', jsonb_agg(
                    jsonb_strip_nulls(jsonb_build_object(
                        'item_id', p.because_id,
                        'title', because.title,
                        'rating', p.rating,
                        'share', round((p.points / nullif(p.total, 0))::numeric, 6)
                    ))
                    order by p.place
                )
            ) as found
        from placed as p
        left join cinelibre.items as because on because.id = p.because_id
        where p.place <= 3
            and p.total <> 0
        group by p.item_id, p.source
    )
    select
        i.id,
        coalesce((select jsonb_object_agg(t.source, t.found) from told as t where t.item_id = i.id), '{}')
        || jsonb_build_object('popular', jsonb_build_object(
            'like_count', coalesce(s.like_count, 0),
            'rating_count', coalesce(s.rating_count, 0),
            'average', round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2),
            'external_count', i.external_count,
            'external_rating', i.external_rating
        ))
    from cinelibre.items as i
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = any (gather_evidence.chosen_ids);
$$;
