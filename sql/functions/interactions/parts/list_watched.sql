-- list_watched: list what a user watched and read, numbered from the newest, with its day in their timezone.
-- Called by get_history. page_end is where the page before ended: `moment` (without a zone) and `id` of its last entry,
-- and the `place` that this had; entries after it are numbered on from there. An event that marked an item as seen is left out once the user takes the mark back. If only the
-- day of a viewing is known, it belongs to that day in every timezone, as its earliest entry.
create or replace function cinelibre.list_watched(user_id integer, item_type text, page_end jsonb default null)
returns table (
    place bigint,
    began timestamp,
    id bigint,
    item_id integer,
    interaction_type text,
    occurred_at timestamptz,
    seconds integer,
    fraction real
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        row_number() over (order by local.began desc, e.id desc)
        - count(*) filter (where (local.began, e.id) >= (ended.began, ended.id)) over ()
        + coalesce((list_watched.page_end ->> 'place')::bigint, 0),
        local.began,
        e.id,
        e.item_id,
        e.interaction_type,
        e.occurred_at,
        e.seconds,
        e.fraction
    from cinelibre.users as u
    join cinelibre.interactions as e on e.user_id = u.id
    join cinelibre.interaction_types as kind on kind.name = e.interaction_type and kind.in_history
    join cinelibre.items as i on i.id = e.item_id
    left join cinelibre.shelf as s on s.user_id = u.id and s.item_id = e.item_id
    cross join lateral (select coalesce(e.on_day::timestamp, e.occurred_at at time zone u.timezone)) as local (began)
    cross join (
        select (list_watched.page_end ->> 'moment')::timestamp as began, (list_watched.page_end ->> 'id')::bigint as id
    ) as ended
    where u.id = list_watched.user_id
        and i.item_type = coalesce(list_watched.item_type, i.item_type)
        and (kind.mark is distinct from 'seen' or s.seen_at is not null);
$$;
