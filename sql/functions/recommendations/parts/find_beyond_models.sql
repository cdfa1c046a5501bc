-- find_beyond_models: find candidates by descriptions, features and popularity, and keep those of the former list.
-- Called by find_candidates. Known items are left out. If the models found fewer than per_source, popular items fill
-- up. Descriptions are skipped if EASE and taste are asked, the models found enough and nothing narrows the list:
-- they would add nothing then (docs/algorithms.md).
create or replace function cinelibre.find_beyond_models(
    for_reader cinelibre.reader,
    former_ids integer[],
    item_types text[],
    conditions text,
    per_source integer,
    content_limit integer,
    sources text[],
    n_found bigint
)
returns table (item_id integer)
language plpgsql
stable
rows 150
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _liked vector;
    _listed integer[] := find_beyond_models.former_ids;
    _has_enough boolean := find_beyond_models.sources @> array['ease', 'taste']
        and find_beyond_models.n_found >= find_beyond_models.per_source
        and find_beyond_models.conditions = 'true'
        and cardinality(find_beyond_models.item_types) = 2;
begin
    if 'content' = any (find_beyond_models.sources) and not _has_enough then
        _liked := cinelibre.average_liked(
            for_reader.item_ids, for_reader.ratings, leaning_ids => for_reader.leaning_ids,
            leaning_weights => for_reader.leaning_weights, shares => for_reader.shares
        );
        return query
        select near.item_id
        from unnest(find_beyond_models.item_types) as each_type
        cross join lateral cinelibre.scan_by_vector(
            each_type, _liked, for_reader.known_ids, find_beyond_models.conditions,
            find_beyond_models.content_limit, least(2 * find_beyond_models.content_limit, 100)
        ) as near;
    end if;
    if 'popular' = any (find_beyond_models.sources) or find_beyond_models.n_found < find_beyond_models.per_source then
        return query
        select p.item_id
        from cinelibre.list_popular(
            find_beyond_models.item_types, for_reader.known_ids, find_beyond_models.conditions, find_beyond_models.per_source
        ) as p;
    end if;
    if 'taste' = any (find_beyond_models.sources) then
        _listed := _listed || array(
            select l.item_id
            from cinelibre.list_by_taste(
                for_reader.likings, for_reader.known_ids, find_beyond_models.item_types, find_beyond_models.per_source
            ) as l
        );
    end if;
    return query
    select p.item_id
    from cinelibre.keep_passing(_listed, find_beyond_models.item_types, find_beyond_models.conditions) as p
    where p.item_id not in (select unnest(for_reader.known_ids));
end;
$$;
