-- find_titled: find the items whose title or original title is the typed text, in any spelling.
-- Called by find_seed, choose_reading, build_question and list_demanded. With `is_exact`, other spellings are left out
-- if one item has exactly this title. An item with a further subtitle counts only if nothing else matches.
create or replace function cinelibre.find_titled(typed text, is_exact boolean default false)
returns setof integer
language sql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select named.item_id
    from (
        select t.*, min(t.tier) over () as best
        from cinelibre.list_titled(find_titled.typed) as t
    ) as named
    join cinelibre.items as i on i.id = named.item_id
    where named.tier <= case when find_titled.is_exact then named.best else greatest(named.best, 2) end
    order by i.prominence desc, i.id
    limit 20;
$$;
