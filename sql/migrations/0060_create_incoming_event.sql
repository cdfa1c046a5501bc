-- incoming_event: one event that a client sent; parse_events makes them, find_repeats compares them with each other.
-- `place` is its position in the batch, `happened_at` the time that counts, and `fault` a slug, or null for a good event.
create type cinelibre.incoming_event as (
    place integer,
    happened_at timestamptz,
    is_debounced boolean,
    fault text,
    interaction_type text,
    item_id integer,
    item_type text,
    occurred_at timestamptz,
    rating real,
    seconds integer,
    fraction real,
    query text,
    context jsonb,
    idempotency_key text
);
