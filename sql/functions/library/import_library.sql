-- import_library: import rows of a library from elsewhere into a user's account; a second import changes nothing.
-- POST /library/import, some hundred rows a call. The answer says for each row: created, updated, already_there,
-- matched (found, but the row says nothing of it), ambiguous with the candidates, not_found, or bad with the reason.
create or replace function public.import_library(
    caller_id integer,
    caller_version integer,
    records jsonb,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(import_library.caller_id, import_library.caller_version, import_library.acts_for) as c
    );
    _references text[] := '{id,title,movielens_id,tmdb_id,imdb_id,google_id,isbn13}'::text[];
    _matched jsonb;
begin
    select jsonb_agg(
        jsonb_build_object('record', element.body, 'item_id', found.item_id, 'candidates', found.candidates)
        order by element.place
    )
    into _matched
    from jsonb_array_elements(import_library.records) with ordinality as element (body, place)
    join cinelibre.match_records(import_library.records) as found on found.place = element.place;

    perform cinelibre.lock_user(_user_id, import_library.acts_for);
    perform cinelibre.lock_items(array(
        select distinct (m.body ->> 'item_id')::integer
        from jsonb_array_elements(_matched) as m (body)
        where m.body ->> 'item_id' is not null
    ));
    return (
        select coalesce(
            jsonb_agg(
                jsonb_strip_nulls(jsonb_build_object(
                    'item_id', m.item_id,
                    'candidates', (
                        select jsonb_agg(cinelibre.refer_to_item(c.id) order by c.place)
                        from unnest(m.candidates) with ordinality as c (id, place)
                    ),
                    'status', coalesce(
                        sought.status,
                        case when judged.fault is not null then 'bad' end,
                        cinelibre.import_record(_user_id, m.item_id, m.record)
                    ),
                    'reason', judged.fault
                ))
                order by element.place
            ),
            '[]'
        )
        from jsonb_array_elements(_matched) with ordinality as element (body, place)
        cross join lateral jsonb_to_record(element.body) as m (record jsonb, item_id integer, candidates integer[])
        cross join lateral (
            select
                case
                    when m.candidates is not null then 'ambiguous'
                    when m.item_id is null and m.record ?| _references then 'not_found'
                end as status
        ) as sought
        cross join lateral (
            select case when sought.status is null then cinelibre.find_fault(m.item_id, m.record) end as fault
            offset 0 -- keeps the planner from calling find_fault twice a row
        ) as judged
    );
end;
$$;
