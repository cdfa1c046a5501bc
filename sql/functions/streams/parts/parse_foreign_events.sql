-- parse_foreign_events: turn events of other services into rows, each with the reader whom it names.
-- Called by apply_foreign_events and judge_foreign_events. A value that its column could not take is the event's reason,
-- so that it cannot stop the others. Exactly one of user_id, external_id and email names a reader, whose role is user.
create or replace function cinelibre.parse_foreign_events(events jsonb)
returns setof cinelibre.foreign_event
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        (element.place - 1)::integer,
        (safe.body ->> 'event_id')::uuid,
        reader.id,
        null,
        coalesce(bad.field || '_invalid', case safe.n_names when 0 then 'user_missing' when 1 then null else 'user_ambiguous' end),
        event::cinelibre.incoming_event
    from jsonb_array_elements(parse_foreign_events.events) with ordinality as element (body, place)
    cross join lateral (
        select (
            select wanted.field
            from (
                values
                (1, 'event_id', 'uuid'), (2, 'user_id', 'integer'), (3, 'item_id', 'integer'), (4, 'rating', 'real'),
                (5, 'seconds', 'integer'), (6, 'fraction', 'real'), (7, 'occurred_at', 'timestamptz')
            ) as wanted (place, field, kind)
            where not pg_input_is_valid(element.body ->> wanted.field, wanted.kind)
            order by wanted.place
            limit 1
        ) as field
    ) as bad
    cross join lateral (
        select
            given.body,
            num_nonnulls(given.body ->> 'user_id', given.body ->> 'external_id', given.body ->> 'email') as n_names
        from (
            select case when bad.field is null and jsonb_typeof(element.body) = 'object' then element.body else '{}' end as body
        ) as given
    ) as safe
    cross join lateral jsonb_populate_record(null::cinelibre.incoming_event, safe.body) as event
    left join lateral (
        select u.id from cinelibre.users as u where u.id = (safe.body ->> 'user_id')::integer and u.role = 'user'
        union all
        select u.id from cinelibre.users as u where u.external_id = safe.body ->> 'external_id' and u.role = 'user'
        union all
        select u.id from cinelibre.users as u where u.email = lower(safe.body ->> 'email') and u.role = 'user'
    ) as reader on safe.n_names = 1
    order by element.place;
$$;
