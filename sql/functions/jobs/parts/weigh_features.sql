-- weigh_features: return an item's features as `kind name`, each with its weight in a rough sum of likings.
-- Called by refresh_explorable. The weights are those of docs/algorithms.md ("Taste"), but every person counts and of decades only its own.
create or replace function cinelibre.weigh_features(genres text[], language text, year integer, people text[])
returns table (features text[], weights float8[])
language plpgsql
immutable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select coalesce(array_agg(f.kind || ' ' || f.name order by f.kind, f.name), '{}'), coalesce(array_agg(
        case f.kind
            when 'genre' then 1 / sqrt(greatest(1, cardinality(weigh_features.genres)))
            when 'decade' then 0.5
            when 'person' then 0.8
            else 1
        end
        order by f.kind, f.name
    ), '{}')
    from cinelibre.list_features(weigh_features.genres, weigh_features.language, weigh_features.year, weigh_features.people) as f
    where f.share = 1;
end;
$$;
