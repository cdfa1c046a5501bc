-- weigh_rarity: return how rare each genre, in lower case, is among items of some types: −ln of its share.
-- Called by compare_genres. Lower case unites the sources: Google Books writes "Science fiction", TMDB "Science
-- Fiction". The larger share of the types counts: few books are plays, but "Drama" is not rare.
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
