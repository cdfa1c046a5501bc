-- scan_by_words: find the items that the typed words name, then the items that contain them.
-- Called by find_by_words; without a type it finds both. Each kind is ranked within each type from 1. Keywords are read
-- from `keyword_words` if given, else from `words`. The caller may pass the telling words with their weights and
-- shares, which spares computing them from `words`.
create or replace function cinelibre.scan_by_words(
    item_type text,
    words text,
    conditions text,
    scan_limit integer,
    keyword_words text default null,
    queries tsquery[] default null,
    weights float8[] default null,
    shares float8[] default null
)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set random_page_cost = 1.1 -- keeps the planner on the index
set work_mem = '16MB' -- keeps sorts and hashes in memory
as $$
declare
    _title text := coalesce(cinelibre.fold_title(scan_by_words.words), '');
    _topic text := coalesce(cinelibre.fold_title(scan_by_words.keyword_words), _title);
    _conditions text := case
        when scan_by_words.item_type is null then scan_by_words.conditions
        else format('i.item_type = %L and %s', scan_by_words.item_type, scan_by_words.conditions)
    end;
begin
    if _title = '' then
        return;
    end if;
    return query select named.* from cinelibre.scan_by_names(_title, _topic, _conditions, scan_by_words.scan_limit) as named;
    if scan_by_words.queries is null then
        select array_agg(w.query), array_agg(w.weight), array_agg(w.item_share)
        into queries, weights, shares
        from cinelibre.weigh_words(scan_by_words.words) as w;
    end if;
    return query
    select found.*
    from cinelibre.look_up_words(queries, weights, shares, _conditions, scan_by_words.scan_limit) as found;
end;
$$;
