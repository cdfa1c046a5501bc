-- find_peoples_items: find the best known items of people whose names have all typed words; the last may be incomplete.
-- Called by suggest_items. It sorts the first 1,000 items that the index returns. `person` is the name that matched.
create or replace function cinelibre.find_peoples_items(folded text, asked_type text, item_limit integer)
returns table (item_id integer, person text)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan -- the planner has to see how common the words are
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _words text[] := cinelibre.split_words(find_peoples_items.folded);
    _last text := quote_literal(_words[cardinality(_words)]);
    _others text := (
        select coalesce(string_agg(quote_literal(word) || ':B & ', ''), '')
        from unnest(_words[:cardinality(_words) - 1]) as word
    );
    _query tsquery := (_others || _last || ':*B')::tsquery;
    _name tsquery := (replace(_others, ':B', '') || _last || ':*')::tsquery;
begin
    return query
    select found.id, named.person
    from (
        select w.id, w.people, w.prominence
        from cinelibre.items as w
        where w.search @@ _query
            and w.item_type = coalesce(find_peoples_items.asked_type, w.item_type)
        limit 1000
    ) as found
    cross join lateral (
        select p.person
        from unnest(found.people) with ordinality as p (person, place)
        where to_tsvector('pg_catalog.simple', cinelibre.fold_title(p.person)) @@ _name
        order by p.place
        limit 1
    ) as named
    order by found.prominence desc, found.id
    limit find_peoples_items.item_limit;
end;
$$;
