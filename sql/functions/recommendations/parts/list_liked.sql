-- list_liked: list the newest items that a user clearly liked, with a weight: share · (stars − middle) / (5 − middle).
-- Called by score_by_content and explain_by_content. weigh_history has the middle. The strongest leanings follow; they
-- have no rating.
create or replace function cinelibre.list_liked(
    item_ids integer[],
    ratings real[],
    liked_limit integer default 30,
    least_weight float8 default 0.15,
    leaning_ids integer[] default null,
    leaning_weights float8[] default null,
    shares float8[] default null,
    leaning_limit integer default 10
)
returns table (item_id integer, rating float8, weight float8, embedding halfvec)
language sql
stable
rows 30
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select newest.item_id, newest.rating, newest.weight, e.embedding
    from (
        (
            select w.item_id, w.rating, w.liked as weight, w.place
            from cinelibre.weigh_history(list_liked.item_ids, list_liked.ratings, shares => list_liked.shares) as w
            where w.liked > list_liked.least_weight
            order by w.place
            limit list_liked.liked_limit
        )
        union all
        (
            select l.item_id, null, l.weight, 10000 + row_number() over (order by l.weight desc, l.item_id)
            from unnest(list_liked.leaning_ids, list_liked.leaning_weights) as l (item_id, weight)
            where l.weight > list_liked.least_weight
            order by l.weight desc, l.item_id
            limit list_liked.leaning_limit
        )
    ) as newest
    cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all vectors
        select e.embedding from cinelibre.item_embeddings as e where e.item_id = newest.item_id limit 1
    ) as e
    order by newest.place;
$$;
