-- save_recommendations: keep a ranked list with the receipt of every item, and answer its first batch.
-- The second call of a list that was not stored. A list without filters becomes the present one of its type; of others
-- only the receipts are kept: a week, the last twenty of a type.
create or replace function public.save_recommendations(
    caller_id integer,
    caller_version integer,
    ranked jsonb,
    method text,
    taste_version integer,
    day date,
    acts_for integer default null,
    item_type text default null,
    is_stored boolean default true,
    batch_size integer default 20
)
returns json
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(
            save_recommendations.caller_id, save_recommendations.caller_version, save_recommendations.acts_for
        ) as c
    ));
    _ids integer[] := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(save_recommendations.ranked) with ordinality as e (body, place)
        order by e.place
    );
    _near cinelibre.user_neighbors := (select n from cinelibre.user_neighbors as n where n.user_id = _user_id);
    _items jsonb;
    _id uuid;
begin
    select json_agg(
        json_build_object(
            'item_id', g.item_id,
            'score', e.body -> 'score',
            'contributions', e.body -> 'contributions',
            'evidence', g.evidence
        )
        order by e.place
    )::jsonb
    into _items
    from cinelibre.read_history(_user_id) as h
    cross join lateral cinelibre.gather_evidence(
        _ids, h.item_ids, h.ratings, _near.neighbor_ids, _near.weights,
        string_to_array(save_recommendations.method, '+')
    ) as g
    join jsonb_array_elements(save_recommendations.ranked) with ordinality as e (body, place)
        on (e.body ->> 'item_id')::integer = g.item_id;

    if save_recommendations.is_stored then
        update cinelibre.recommendation_lists as l
        set is_current = false
        where l.user_id = _user_id
            and l.is_current
            and coalesce(l.item_type, '') = coalesce(save_recommendations.item_type, '');
    end if;
    insert into cinelibre.recommendation_lists as l
    (user_id, item_type, taste_version, day, method, item_ids, items, served_count, is_current)
    values (
        _user_id, save_recommendations.item_type, save_recommendations.taste_version, save_recommendations.day,
        save_recommendations.method, _ids, coalesce(_items, '[]'),
        least(save_recommendations.batch_size, cardinality(_ids)), save_recommendations.is_stored
    )
    returning l.id into _id;
    if save_recommendations.is_stored then
        perform cinelibre.record_impressions(_user_id, _id, _ids, 0, save_recommendations.batch_size);
    end if;
    delete from cinelibre.recommendation_lists as l
    where l.user_id = _user_id
        and (
            l.created_at < now() - interval '7 days'
            or l.id in (
                select former.id
                from cinelibre.recommendation_lists as former
                where former.user_id = _user_id
                    and coalesce(former.item_type, '') = coalesce(save_recommendations.item_type, '')
                order by former.created_at desc, former.id
                offset 20
            )
        );
    return json_build_object(
        'recommendation_id', _id,
        'items', cinelibre.read_batch(_user_id, coalesce(_items, '[]'), 0, save_recommendations.batch_size),
        'total', cardinality(_ids)
    );
end;
$$;
