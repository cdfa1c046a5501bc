-- get_library_page: return one page of one part of everything that an account has.
-- GET /library/export. The parts are account, ratings, shelf, interactions, rollups (what is left of old interactions)
-- and services. last is where the next page goes on, null on the last page.
-- Implied ratings are left out, because the shelf implies them again.
create or replace function public.get_library_page(
    caller_id integer,
    caller_version integer,
    part text,
    after bigint default 0,
    page_limit integer default 1000,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with reader as materialized (
        select c.user_id
        from cinelibre.require_caller(get_library_page.caller_id, get_library_page.caller_version, get_library_page.acts_for) as c
    ),
    entries as (
        (
            select
                1::bigint as place,
                cinelibre.describe_user(reader.user_id) - 'id' as body
            from reader
            where get_library_page.part = 'account'
                and get_library_page.after < 1
        )
        union all
        (
            select
                r.item_id,
                jsonb_build_object(
                    'item', cinelibre.refer_to_item(r.item_id), 'rating', r.rating, 'rated_at', r.rated_at
                )
            from reader
            join cinelibre.ratings as r on r.user_id = reader.user_id
            where get_library_page.part = 'ratings'
                and r.source = 'rating'
                and r.item_id > get_library_page.after
            order by r.item_id
            limit get_library_page.page_limit
        )
        union all
        (
            select
                s.item_id,
                jsonb_strip_nulls(jsonb_build_object(
                    'item', cinelibre.refer_to_item(s.item_id),
                    'watchlist_at', s.on_watchlist_at,
                    'hidden_at', s.hidden_at,
                    'hidden_by', s.hidden_by,
                    'seen_at', s.seen_at,
                    'favorite_at', s.favorite_at,
                    'opinion', s.opinion,
                    'opinion_at', s.opinion_at
                ))
            from reader
            join cinelibre.shelf as s on s.user_id = reader.user_id
            where get_library_page.part = 'shelf'
                and s.item_id > get_library_page.after
            order by s.item_id
            limit get_library_page.page_limit
        )
        union all
        (
            select
                e.id,
                jsonb_strip_nulls(jsonb_build_object(
                    'interaction_type', e.interaction_type,
                    'item', cinelibre.refer_to_item(e.item_id),
                    'occurred_at', e.occurred_at,
                    'on_day', e.on_day,
                    'rating', e.rating,
                    'seconds', e.seconds,
                    'fraction', e.fraction,
                    'query', e.query,
                    'idempotency_key', e.idempotency_key
                )) || case when e.context is null then '{}' else jsonb_build_object('context', e.context) end
            from reader
            join cinelibre.interactions as e on e.user_id = reader.user_id
            where get_library_page.part = 'interactions'
                and e.id > get_library_page.after
            order by e.id
            limit get_library_page.page_limit
        )
        union all
        (
            select
                p.id,
                jsonb_strip_nulls(jsonb_build_object(
                    'interaction_type', p.interaction_type,
                    'item', cinelibre.refer_to_item(p.item_id),
                    'event_count', p.event_count,
                    'first_at', p.first_at,
                    'last_at', p.last_at
                ))
            from reader
            join cinelibre.preference_rollups as p on p.user_id = reader.user_id
            where get_library_page.part = 'rollups'
                and p.id > get_library_page.after
            order by p.id
            limit get_library_page.page_limit
        )
        union all
        (
            select
                a.id,
                jsonb_build_object('action', a.action, 'occurred_at', a.occurred_at)
            from reader
            join cinelibre.audit_events as a on a.user_id = reader.user_id
            where get_library_page.part = 'services'
                and a.id > get_library_page.after
            order by a.id
            limit get_library_page.page_limit
        )
    )
    select jsonb_build_object(
        'entries', coalesce(jsonb_agg(e.body order by e.place) filter (where e.place is not null), '[]'),
        'last', case when count(e.place) = get_library_page.page_limit then max(e.place) end
    )
    from (select reader.user_id from reader) as caller
    left join entries as e on true;
$$;
