-- find_searched: find the few items that the words of a search name or share best.
-- Called by list_searched for the newest searches, whenever a list is made.
create or replace function cinelibre.find_searched(words text, item_limit integer)
returns table (item_id integer)
language plpgsql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select s.item_id
    from cinelibre.scan_by_words(null, find_searched.words, 'true', find_searched.item_limit) as s
    join cinelibre.items as i on i.id = s.item_id
    group by s.item_id, i.prominence
    order by min(s.place), i.prominence desc, s.item_id
    limit find_searched.item_limit;
end;
$$;
