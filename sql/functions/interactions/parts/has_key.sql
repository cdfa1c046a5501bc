-- has_key: say whether a user's log has an event with an idempotency key.
-- Called by parse_events and find_repeats.
create or replace function cinelibre.has_key(user_id integer, idempotency_key text)
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select exists (
        select
        from cinelibre.interactions as e
        where e.user_id = has_key.user_id
            and e.idempotency_key = has_key.idempotency_key
    );
$$;
