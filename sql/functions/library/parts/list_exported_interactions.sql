-- list_exported_interactions: list a page of a user's events as an export has them, by id.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_interactions(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
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
    from cinelibre.interactions as e
    where e.user_id = list_exported_interactions.user_id
        and e.id > list_exported_interactions.after
    order by e.id
    limit list_exported_interactions.page_limit;
$$;
