-- find_titles: the ids of titles that begin with folded words, or have a word that does.
-- Called by search_titles. One or two letters begin so many titles that walking down from the best known finds
-- enough at once; from three on the indexes find few enough to sort.
create or replace function cinelibre.find_titles(folded text, asked_type text, item_limit integer)
returns table (item_id integer, begins boolean)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _begins text := find_titles.folded || '%';
    _n_words integer := cardinality(string_to_array(find_titles.folded, ' '));
    _words tsquery := (
        select string_agg(quote_literal(word) || case when place = _n_words then ':*A' else ':A' end, ' & ' order by place)
        from unnest(string_to_array(find_titles.folded, ' ')) with ordinality as split (word, place)
    )::tsquery;
begin
    if coalesce(find_titles.folded, '') = '' then
        return;
    end if;
    if char_length(find_titles.folded) <= 2 then
        return query
        select known.id, known.folded_title like _begins
        from unnest(array['movie', 'book']) as each_type
        cross join lateral (
            select i.id, i.folded_title, i.prominence
            from cinelibre.items as i
            where i.item_type = each_type
                and (i.folded_title like _begins or i.folded_title like '% ' || _begins)
            order by i.prominence desc, i.id
            limit find_titles.item_limit
        ) as known
        where each_type = coalesce(find_titles.asked_type, each_type)
        order by known.folded_title like _begins desc, known.prominence desc, known.id
        limit find_titles.item_limit;
        return;
    end if;
    return query
    select found.id, found.folded_title like _begins
    from (
        (select b.id, b.item_type, b.folded_title, b.prominence from cinelibre.items as b where b.folded_title like _begins limit 2000)
        union
        (select w.id, w.item_type, w.folded_title, w.prominence from cinelibre.items as w where w.search @@ _words limit 2000)
    ) as found
    where found.item_type = coalesce(find_titles.asked_type, found.item_type)
    order by found.folded_title like _begins desc, found.prominence desc, found.id
    limit find_titles.item_limit;
end;
$$;
