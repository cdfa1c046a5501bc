-- weigh_rarity: how rare each genre is among items of these types: −ln of its share, by its name in lower case.
-- Called by compare_genres. Google Books writes "Science fiction", TMDB "Science Fiction". Of two types the larger share
-- counts: "Drama" is no rare thing because few books are plays.
create or replace function cinelibre.weigh_rarity(item_types text[])
returns table (name text, rarity float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select each_type.name, -ln(least(1, max(each_type.share)))
    from (
        select lower(f.name) as name, sum(f.share) as share
        from cinelibre.features as f
        where f.kind = 'genre'
            and f.item_type = any (weigh_rarity.item_types)
            and f.share > 0
        group by lower(f.name), f.item_type
    ) as each_type
    group by each_type.name;
end;
$$;
