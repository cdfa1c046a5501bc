-- place_listed: number the items of a user's list in an order, so that pages fit together while the list changes.
-- Called by get_my_ratings and get_marked_items. page_end is where the page before ended: `id`, `moment` and `stars` of
-- its last item, and the `place` that this had. Items after it are numbered on from there, and it need not be in the list
-- any more. `taken_at` is when the first page was read; what was added or changed since is left out.
create or replace function cinelibre.place_listed(
    item_ids integer[],
    moments timestamptz[],
    stars real[],
    sort text,
    page_end jsonb
)
returns table (id integer, moment timestamptz, stars real, taken_at timestamptz, place bigint)
language sql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with listed as (
        select given.*, read.taken_at, false as is_end
        from (
            select coalesce(
                (place_listed.page_end ->> 'taken_at')::timestamptz,
                greatest(now(), (select max(m) from unnest(place_listed.moments) as m)) -- an import may be of tomorrow
            ) as taken_at
        ) as read
        join unnest(place_listed.item_ids, place_listed.moments, place_listed.stars) as given (id, moment, stars)
            on given.moment <= read.taken_at
        union all
        select
            (place_listed.page_end ->> 'id')::bigint, (place_listed.page_end ->> 'moment')::timestamptz,
            (place_listed.page_end ->> 'stars')::real, null, true
        where place_listed.page_end is not null
    ),
    numbered as (
        select
            l.*,
            row_number() over (
                order by
                    case place_listed.sort when 'highest' then l.stars end desc,
                    case place_listed.sort when 'lowest' then l.stars end,
                    case place_listed.sort when 'title' then i.folded_title end,
                    case place_listed.sort when 'year' then i.year end desc nulls last,
                    case place_listed.sort when 'oldest' then l.moment end,
                    l.moment desc,
                    l.id,
                    l.is_end
            ) as number
        from listed as l
        left join cinelibre.items as i on i.id = l.id
    ),
    ended as (select n.*, coalesce(max(n.number) filter (where n.is_end) over (), 0) as end_number from numbered as n)
    select
        e.id::integer, e.moment, e.stars, e.taken_at,
        e.number - e.end_number + (e.number < e.end_number)::integer + coalesce((place_listed.page_end ->> 'place')::bigint, 0)
    from ended as e
    where not e.is_end;
$$;
