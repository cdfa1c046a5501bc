-- build_conditions: turn the filters of a search or a list into a condition for a dynamic query.
-- Called by every function that filters. The condition refers to an item, or its sketch, as i. Values are quoted here
-- and nowhere else. Null and empty lists filter nothing. Genres are compared folded.
-- With as_sets, languages are compared as arrays like genres, so that one index of the sketches serves both.
create or replace function cinelibre.build_conditions(filters jsonb, as_sets boolean default false)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as (
        select
            cinelibre.fold_names(array(select jsonb_array_elements_text(build_conditions.filters -> 'genres'))) as genres,
            cinelibre.fold_names(array(select jsonb_array_elements_text(build_conditions.filters -> 'exclude_genres'))) as excluded,
            array(select lower(code) from jsonb_array_elements_text(build_conditions.filters -> 'languages') as code) as languages,
            array(select lower(code) from jsonb_array_elements_text(build_conditions.filters -> 'exclude_languages') as code) as unspoken,
            (build_conditions.filters ->> 'year_from')::integer as year_from,
            (build_conditions.filters ->> 'year_to')::integer as year_to,
            (build_conditions.filters ->> 'runtime_max')::integer as runtime_max
    )
    select concat_ws(
        ' and ',
        'true',
        case when given.genres <> '{}' then format('i.folded_genres && %L::text[]', given.genres) end,
        case when given.excluded <> '{}' then format('not i.folded_genres && %L::text[]', given.excluded) end,
        case
            when given.languages <> '{}' and build_conditions.as_sets then format('array[i.language] && %L::text[]', given.languages)
            when given.languages <> '{}' then format('i.language = any (%L::text[])', given.languages)
        end,
        case when given.unspoken <> '{}' then format('(i.language = any (%L::text[])) is not true', given.unspoken) end,
        case when given.year_from is not null then format('i.year >= %s', given.year_from) end,
        case when given.year_to is not null then format('i.year <= %s', given.year_to) end,
        case
            when given.runtime_max is not null then format(
                'exists (select from cinelibre.movies as timed where timed.item_id = i.id and timed.runtime <= %s)',
                given.runtime_max
            )
        end
    )
    from given;
$$;
