-- list_tastes: return how much a reader likes and dislikes each feature, by what they rated and what they lean to.
-- Called by describe_material, describe_rows and describe_moving_features. What the reader set multiplies it.
create or replace function cinelibre.list_tastes(for_reader cinelibre.reader)
returns setof cinelibre.liking
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select l.kind, l.name, l.liked * coalesce(i.weight, 1), l.disliked * coalesce(i.weight, 1)
    from cinelibre.list_likings(
        for_reader.item_ids, for_reader.ratings, leaning_ids => for_reader.leaning_ids,
        leaning_weights => for_reader.leaning_weights, shares => for_reader.shares
    ) as l
    left join cinelibre.influences as i on i.user_id = for_reader.user_id and i.kind = l.kind and i.name = l.name;
end;
$$;
