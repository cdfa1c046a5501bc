-- find_titles: find items whose titles begin with the typed text, or have a word that begins with its last word.
-- Called by suggest_items. Titles that begin with the text come first. One or two letters begin too many titles, so the
-- best known items of each type are searched instead.
create or replace function cinelibre.find_titles(folded text, typed text, asked_type text, item_limit integer)
returns table (item_id integer, begins boolean)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan -- an index serves `like` only if the planner sees the beginning
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _begins text := find_titles.folded || '%';
    _typed text[] := cinelibre.split_words(find_titles.folded);
    _words text;
    _words_of_titles text;
    _is_short boolean := char_length(find_titles.folded) <= 2;
    _begun_ids integer[];
begin
    if coalesce(find_titles.folded, '') = '' then
        return;
    end if;
    select
        string_agg(quote_literal(word) || case when place = cardinality(_typed) then ':*' else '' end, ' & '),
        string_agg(quote_literal(word) || case when place = cardinality(_typed) then ':*A' else ':A' end, ' & ')
    into _words, _words_of_titles
    from unnest(_typed) with ordinality as split (word, place);
    _begun_ids := cinelibre.find_begun_titles(
        find_titles.folded, find_titles.typed, find_titles.asked_type, find_titles.item_limit
    );
    return query
    select known.id, known.begins
    from (
        select b.id, true as begins, b.prominence
        from cinelibre.items as b
        where b.id = any (_begun_ids)
        union
        select found.item_id, found.folded_title like _begins, found.prominence
        from cinelibre.find_known_titles(
            find_titles.asked_type,
            format(
                case
                    when _is_short then '(i.folded_title like %1$L or i.folded_title like %2$L) and i.id <> all (%4$L::integer[])'
                    else 'i.search @@ %3$L::tsquery and not i.folded_title like %1$L and i.id <> all (%4$L::integer[])'
                end,
                _begins, '% ' || _begins, _words_of_titles, _begun_ids
            ),
            _words::tsquery,
            find_titles.item_limit
        ) as found
        where _is_short or cardinality(_begun_ids) < find_titles.item_limit
    ) as known
    order by known.begins and not _is_short desc, known.prominence desc, known.id
    limit find_titles.item_limit;
end;
$$;
