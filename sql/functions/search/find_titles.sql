-- find_titles: the ids of titles that begin with folded words, or have a word that does.
-- Called by suggest_items. One or two letters begin so many titles that the best known of each type are looked among;
-- from three on those that begin with them stand first, and one index picks their best known.
create or replace function cinelibre.find_titles(folded text, asked_type text, item_limit integer)
returns table (item_id integer, begins boolean)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan
set random_page_cost = 1.1
set enable_seqscan = off
as $$
declare
    _begins text := find_titles.folded || '%';
    _typed text[] := cinelibre.split_words(find_titles.folded);
    _words text;
    _words_of_titles text;
    _is_short boolean := char_length(find_titles.folded) <= 2;
    _n_found integer := 0;
begin
    if coalesce(find_titles.folded, '') = '' then
        return;
    end if;
    select
        string_agg(quote_literal(word) || case when place = cardinality(_typed) then ':*' else '' end, ' & '),
        string_agg(quote_literal(word) || case when place = cardinality(_typed) then ':*A' else ':A' end, ' & ')
    into _words, _words_of_titles
    from unnest(_typed) with ordinality as split (word, place);
    if not _is_short then
        return query
        select b.id, true
        from cinelibre.items as b
        where b.folded_title like _begins
            and b.item_type = coalesce(find_titles.asked_type, b.item_type)
        order by b.prominence desc, b.id
        limit find_titles.item_limit;
        get diagnostics _n_found = row_count;
    end if;
    return query
    select known.item_id, known.folded_title like _begins
    from (
        select distinct found.*
        from cinelibre.find_known_titles(
            find_titles.asked_type,
            case
                when _is_short then format('(i.folded_title like %L or i.folded_title like %L)', _begins, '% ' || _begins)
                else format('i.search @@ %L::tsquery and not i.folded_title like %L', _words_of_titles, _begins)
            end,
            _words::tsquery,
            find_titles.item_limit
        ) as found
        where _n_found < find_titles.item_limit
    ) as known
    order by known.folded_title like _begins desc, known.prominence desc, known.item_id
    limit find_titles.item_limit - _n_found;
end;
$$;
