-- get_items: return one page of movies or books, and how many there are.
-- GET /movies, GET /books. as_of is the largest id when the first page was read. Later pages pass it and leave out
-- newer items, so paging repeats and misses nothing. Unless include_seen, the caller's known items are left out.
-- The dynamic query is safe: build_conditions quotes its conditions, and the order comes from the list below.
create or replace function public.get_items(
    item_type text,
    item_skip integer,
    item_limit integer,
    filters jsonb,
    sort text,
    include_seen boolean,
    as_of integer default null,
    caller_id integer default null,
    caller_version integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _as_of integer := coalesce(get_items.as_of, (select max(i.id) from cinelibre.items as i), 0);
    _order text := case get_items.sort
        when 'newest' then 'i.year desc nulls last, i.id'
        when 'popular' then 'i.prominence desc, i.id'
        when 'top_rated' then 'i.damped_rating desc, i.id'
        when 'title' then 'i.folded_title, i.id'
        else 'i.id'
    end;
    _caller_id integer := cinelibre.allow_caller(get_items.caller_id, get_items.caller_version);
    _from text := format(
        'from cinelibre.items as i where i.item_type = %L and i.id <= %s and %s and %s',
        get_items.item_type,
        _as_of,
        cinelibre.build_conditions(get_items.filters),
        case
            when _caller_id is null or get_items.include_seen then 'true'
            else format('i.id <> all (%L::integer[])', cinelibre.list_known(_caller_id))
        end
    );
    _total bigint;
    _ids integer[];
begin
    execute 'select count(*) ' || _from into _total;
    execute format(
        'select array(select i.id %s order by %s offset %s limit %s)',
        _from, _order, coalesce(get_items.item_skip, 0), coalesce(get_items.item_limit, 20)
    )
    into _ids;
    return json_build_object('total', _total, 'as_of', _as_of, 'items', (
        select coalesce(json_agg(d.item order by d.place), '[]') from cinelibre.describe_items(_ids, _caller_id) as d
    ));
end;
$$;
