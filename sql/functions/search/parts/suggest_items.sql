-- suggest_items: list the items that a text may mean while it is being typed: by title, by person, then corrected.
-- Called by search_titles. People count from four letters on, if titles leave room. The spelling is corrected only if
-- neither titles nor people match.
create or replace function cinelibre.suggest_items(typed text, asked_type text, item_limit integer, is_correctable boolean default true)
returns table (item_id integer, person text, place bigint)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _folded text := cinelibre.fold_title(suggest_items.typed);
    _titles integer[];
    _corrected text;
begin
    select array_agg(found.item_id order by found.begins desc, i.prominence desc, i.id)
    into _titles
    from cinelibre.find_titles(_folded, suggest_items.typed, suggest_items.asked_type, suggest_items.item_limit) as found
    join cinelibre.items as i on i.id = found.item_id;
    return query
    select titled.id, null::text, titled.place
    from unnest(_titles) with ordinality as titled (id, place);
    if cardinality(_titles) >= suggest_items.item_limit or char_length(_folded) < 4 then
        return;
    end if;
    return query
    select p.item_id, p.person, 1000 + row_number() over ()
    from cinelibre.find_peoples_items(
        _folded, suggest_items.asked_type, suggest_items.item_limit
    ) as p
    where p.item_id <> all (coalesce(_titles, '{}'))
    limit suggest_items.item_limit - coalesce(cardinality(_titles), 0);
    if found or _titles is not null or not suggest_items.is_correctable then
        return;
    end if;
    _corrected := cinelibre.correct_words(_folded, is_begun => true);
    return query
    select again.*
    from cinelibre.suggest_items(_corrected, suggest_items.asked_type, suggest_items.item_limit, false) as again
    where _corrected is not null;
end;
$$;
