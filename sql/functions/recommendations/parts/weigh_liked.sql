-- weigh_liked: return how much each item of a reader speaks for what goes with it, in stars or by a leaning.
-- Called by score_by_items and explain_by_items. A rating above two stars counts (stars − 2) / 3 times its share; a
-- leaning to an item counts its weight and has no rating. What speaks against an item is left out.
create or replace function cinelibre.weigh_liked(
    item_ids integer[],
    ratings real[],
    leaning_ids integer[],
    leaning_weights float8[],
    shares float8[]
)
returns table (item_id integer, rating float8, weight float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select rated.item_id, rated.rating::float8, (rated.rating::float8 - 2) / 3 * coalesce(rated.share, 1)
    from unnest(weigh_liked.item_ids, weigh_liked.ratings, weigh_liked.shares) as rated (item_id, rating, share)
    where rated.rating > 2
    union all
    select leaning.item_id, null, leaning.weight
    from unnest(weigh_liked.leaning_ids, weigh_liked.leaning_weights) as leaning (item_id, weight)
    where leaning.weight > 0;
end;
$$;
