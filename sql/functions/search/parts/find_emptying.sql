-- find_emptying: name the filters that left nothing: each one whose removal would leave an item, or else all of them.
-- Called by search_items, describe_material and get_session_candidates. For recommendations, items that the user knows
-- do not count. If the filters leave an item, no filter is named.
create or replace function cinelibre.find_emptying(item_type text, filters jsonb, known_ids integer[] default '{}')
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _asked text[] := array(
        select f.key
        from jsonb_each(find_emptying.filters) as f (key, value)
        where f.value not in ('null', '[]')
        order by f.key
    );
    _emptying text[] := '{}'::text[];
    _name text;
begin
    if cinelibre.has_items(find_emptying.item_type, find_emptying.filters, find_emptying.known_ids) then
        return '[]'::jsonb;
    end if;
    foreach _name in array _asked loop
        if cinelibre.has_items(find_emptying.item_type, find_emptying.filters - _name, find_emptying.known_ids) then
            _emptying := _emptying || _name;
        end if;
    end loop;
    return to_jsonb(coalesce(nullif(_emptying, '{}'), _asked));
end;
$$;
