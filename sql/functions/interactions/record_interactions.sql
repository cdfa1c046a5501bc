-- record_interactions: store a batch of a user's events and change the shelf and the ratings as they say.
-- POST /interactions, /interactions/batch and /events/…, up to 100 events a call. A bad event is reported by its index
-- and does not stop the others. Repeats are counted apart. The answer has the id of each stored event.
create or replace function public.record_interactions(
    caller_id integer,
    caller_version integer,
    events jsonb,
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
        from cinelibre.require_caller(
            record_interactions.caller_id, record_interactions.caller_version, record_interactions.acts_for
        ) as c
    );
    _recorded record;
begin
    perform cinelibre.lock_user(_user_id, record_interactions.acts_for);
    perform cinelibre.lock_items(array(
        select (element.body ->> 'item_id')::integer
        from jsonb_array_elements(record_interactions.events) as element (body)
        where element.body ->> 'item_id' is not null
    ));
    select r.* into _recorded from cinelibre.record_events(_user_id, record_interactions.events) as r;
    perform cinelibre.apply_interactions(_user_id, _recorded.ids);
    perform cinelibre.record_seen(_user_id, _recorded.ids);
    return jsonb_build_object(
        'n_recorded', cardinality(_recorded.ids),
        'n_repeated', _recorded.n_repeated,
        'ids', to_jsonb(_recorded.ids),
        'refused', _recorded.refused
    );
end;
$$;
