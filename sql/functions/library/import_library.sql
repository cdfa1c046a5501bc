-- import_library: import rows of a library from elsewhere into a user's account; a second import changes nothing.
-- POST /library/import, some hundred rows a call. The answer says for each row: created, updated, already_there,
-- matched (found, but the row says nothing of it), ambiguous with the candidates, not_found, or bad with the reason. Reviews beyond
-- daily_reviews are held back, and the reason says so.
create or replace function public.import_library(
    caller_id integer,
    caller_version integer,
    records jsonb,
    daily_reviews integer,
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
    return cinelibre.import_rows(_user_id, _matched, import_library.daily_reviews);
end;
$$;
