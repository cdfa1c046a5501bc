-- find_respelled: the items whose title is what was typed but for its spelling, or is that before a colon.
-- Called by find_titled where no title is exactly that. "spiderman" is Spider-Man, "the godfather 2" The Godfather: Part II,
-- "prozac nation" is Prozac Nation: Young and Depressed in America. Longer than eight words nothing is a title.
create or replace function cinelibre.find_respelled(folded text)
returns setof integer
language plpgsql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _spelling text := cinelibre.spell_title(find_respelled.folded);
begin
    if _spelling = '' or cardinality(string_to_array(find_respelled.folded, ' ')) > 8 then
        return;
    end if;
    return query
    select i.id
    from cinelibre.items as i
    where cinelibre.spell_title(i.folded_title) = _spelling;
    if not found and char_length(find_respelled.folded) >= 4 then
        return query
        select i.id
        from cinelibre.items as i
        where i.folded_title ~>=~ (find_respelled.folded || ' ')  -- as like does: so one plan serves every title
            and i.folded_title ~<~ (find_respelled.folded || '!')
            and cinelibre.fold_title(split_part(i.title, ':', 1)) = find_respelled.folded
        order by i.prominence desc, i.id
        limit 5;
    end if;
end;
$$;
