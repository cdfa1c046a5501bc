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
    _faults jsonb;
    _n_repeated integer;
    _recorded bigint[];
begin
    perform cinelibre.lock_user(_user_id, record_interactions.acts_for);
    perform cinelibre.lock_items(array(
        select (element.body ->> 'item_id')::integer
        from jsonb_array_elements(record_interactions.events) as element (body)
        where element.body ->> 'item_id' is not null
    ));
    with read as materialized (
        select e.* from cinelibre.read_events(_user_id, record_interactions.events) as e
    ),
    recorded as (
        insert into cinelibre.interactions
        (user_id, item_id, interaction_type, occurred_at, rating, seconds, fraction, query, context, idempotency_key)
        select
            _user_id, r.item_id, r.interaction_type, r.occurred_at, r.rating, r.seconds, r.fraction, r.query, r.context,
            r.idempotency_key
        from read as r
        where r.fault is null
            and not r.is_repeat
        order by r.place
        on conflict do nothing
        returning id
    )
    select
        (
            select jsonb_agg(jsonb_build_object('index', r.place, 'error', r.fault) order by r.place)
            from read as r
            where r.fault is not null
        ),
        ((select count(*) from read as r where r.fault is null) - (select count(*) from recorded))::integer,
        array(select w.id from recorded as w order by w.id)
    into _faults, _n_repeated, _recorded;
    perform cinelibre.apply_interactions(_user_id, _recorded);
    return jsonb_build_object(
        'n_recorded', cardinality(_recorded),
        'n_repeated', _n_repeated,
        'ids', to_jsonb(_recorded),
        'refused', coalesce(_faults, '[]')
    );
end;
$$;
