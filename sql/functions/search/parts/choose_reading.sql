-- choose_reading: choose the first of several readings of a question that the catalogue confirms, or else the last.
-- Called by search_items. An item with the reading's `title` confirms it; `title_id` names the item. If `is_guess`, a
-- title that contains all the words is enough. A reading with `like` needs an item of that title, `like_id`.
-- `place` is the reading's position, from 0.
create or replace function cinelibre.choose_reading(readings jsonb, item_type text)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _reading jsonb;
    _found integer;
begin
    for place in 0..coalesce(jsonb_array_length(choose_reading.readings), 0) - 1 loop
        _reading := (choose_reading.readings -> place) || jsonb_build_object('place', place);
        if _reading ? 'like' then
            _found := cinelibre.find_seed(_reading ->> 'like', coalesce(choose_reading.item_type, _reading ->> 'item_type'));
            _reading := _reading || jsonb_build_object('like_id', _found);
            exit when _found is not null;
        elsif _reading ? 'title' then
            select i.id
            into _found
            from (
                select named.id
                from cinelibre.find_titled(_reading ->> 'title') as named (id)
                union all
                select worded.id
                from cinelibre.items as worded
                where (_reading ->> 'is_guess')::boolean
                    and ts_filter(worded.search, '{a}')
                    @@ plainto_tsquery('pg_catalog.simple', cinelibre.fold_title(_reading ->> 'title'))
            ) as titled
            join cinelibre.items as i on i.id = titled.id
            where i.item_type = coalesce(choose_reading.item_type, i.item_type)
            order by i.prominence desc, i.id
            limit 1;
            _reading := _reading || jsonb_build_object('title_id', _found);
            exit when _found is not null;
        end if;
    end loop;
    return _reading;
end;
$$;
