-- list_season_tags: list what items of some seasons have: a keyword, or a genre, which says less.
-- Called by find_seasonal and match_seasons. Tags are compared folded; `place` is the order in which they are named.
create or replace function cinelibre.list_season_tags(seasons cinelibre.seasons[], of_genre float8 default 0.7)
returns table (season text, weight float8, languages text[], place bigint, kind text, name text, folded text, value float8)
language sql
stable
rows 30
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select s.name, s.weight, s.languages, t.place, 'keyword', t.name, (cinelibre.fold_names(array[t.name]))[1], 1::float8
    from unnest(list_season_tags.seasons) as s
    cross join lateral unnest(s.keywords) with ordinality as t (name, place)
    union all
    select s.name, s.weight, s.languages, t.place, 'genre', t.name, (cinelibre.fold_names(array[t.name]))[1], list_season_tags.of_genre
    from unnest(list_season_tags.seasons) as s
    cross join lateral unnest(s.genres) with ordinality as t (name, place);
$$;
