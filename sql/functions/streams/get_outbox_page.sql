-- get_outbox_page: return the oldest events that wait in the outbox, each with the text that is sent.
-- `python -m api.jobs stream`. It locks nothing, because one relay reads, under the lease of its job. An event is there
-- until confirm_outbox deletes it, so the relay misses no transaction that commits late.
create or replace function public.get_outbox_page(page_limit integer)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_object(
                'id', waiting.id,
                'event_id', waiting.event_id,
                'user_id', waiting.user_id,
                'type', waiting.type,
                'version', waiting.version,
                'value', json_build_object(
                    'event_id', waiting.event_id,
                    'type', waiting.type,
                    'version', waiting.version,
                    'user_id', waiting.user_id,
                    'recorded_at', waiting.created_at,
                    'data', waiting.payload
                )::text
            )
            order by waiting.id
        ),
        '[]'
    )
    from (
        select o.*
        from cinelibre.outbox as o
        order by o.id
        limit get_outbox_page.page_limit
    ) as waiting;
$$;
