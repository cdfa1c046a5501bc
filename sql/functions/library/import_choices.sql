-- import_choices: import rows whose item the reader chose, as import_library would have, had it found the item.
-- POST /library/import/choices. A choice has `item_id` and `kept`, what the row says. The answer says for each one:
-- created, updated, already_there, matched, not_found, or bad with the reason.
create or replace function public.import_choices(
    caller_id integer,
    caller_version integer,
    choices jsonb,
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
        from cinelibre.require_caller(import_choices.caller_id, import_choices.caller_version, import_choices.acts_for) as c
    );
    _matched jsonb;
begin
    select jsonb_agg(
        jsonb_build_object('record', c.kept || jsonb_build_object('id', c.item_id), 'item_id', i.id)
        order by element.place
    )
    into _matched
    from jsonb_array_elements(import_choices.choices) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as c (item_id integer, kept jsonb)
    left join cinelibre.items as i on i.id = c.item_id;

    perform cinelibre.lock_user(_user_id, import_choices.acts_for);
    perform cinelibre.lock_items(array(
        select distinct (m.body ->> 'item_id')::integer
        from jsonb_array_elements(_matched) as m (body)
        where m.body ->> 'item_id' is not null
    ));
    return cinelibre.import_rows(_user_id, _matched, import_choices.daily_reviews);
end;
$$;
