-- write_season: add a season, or change the one of this name that begins on this day.
-- `python -m api.jobs seasons add`, which has checked the values.
create or replace function public.write_season(
    name text,
    from_day date,
    to_day date,
    is_yearly boolean,
    keywords text[],
    genres text[],
    languages text[],
    weight float8
)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.seasons as s (name, from_day, to_day, is_yearly, keywords, genres, languages, weight)
    values (
        write_season.name, write_season.from_day, write_season.to_day, write_season.is_yearly, write_season.keywords,
        write_season.genres, write_season.languages, write_season.weight
    )
    on conflict on constraint seasons_pkey do update
    set to_day = excluded.to_day,
        is_yearly = excluded.is_yearly,
        keywords = excluded.keywords,
        genres = excluded.genres,
        languages = excluded.languages,
        weight = excluded.weight;
    return true;
end;
$$;
