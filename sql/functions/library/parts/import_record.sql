-- import_record: write what one row of a library says of an item into an account; answer what became of it.
-- Called by import_library. The newer rating wins; a rating without a date never replaces another. A mark keeps its
-- first date. An event is known if the log has its equal, or if its time is within the rolled-up events of its type.
create or replace function cinelibre.import_record(user_id integer, item_id integer, record jsonb)
returns text
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _given record;
    _former real := (
        select r.rating
        from cinelibre.ratings as r
        where r.user_id = import_record.user_id
            and r.item_id = import_record.item_id
            and r.source = 'rating'
    );
    _n_rated integer := 0;
    _n_marked integer := 0;
    _n_events integer := 0;
begin
    select r.* into _given
    from jsonb_to_record(import_record.record) as r (
        rating real, rated_at timestamptz, watchlist_at timestamptz, hidden_at timestamptz, hidden_by text,
        seen_at timestamptz, favorite_at timestamptz, opinion text, opinion_at timestamptz, events jsonb
    );
    if _given.rating is not null then
        insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
        values (import_record.user_id, import_record.item_id, _given.rating, 'rating', coalesce(_given.rated_at, now()))
        on conflict on constraint ratings_pkey do update
        set rating = excluded.rating,
            source = excluded.source,
            rated_at = excluded.rated_at
        where r.source <> 'rating'
            or (r.rated_at < _given.rated_at and r.rating <> excluded.rating);
        get diagnostics _n_rated = row_count;
    end if;
    if coalesce(_given.watchlist_at, _given.hidden_at, _given.seen_at, _given.favorite_at, _given.opinion_at) is not null then
        insert into cinelibre.shelf as s
        (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at)
        values (
            import_record.user_id, import_record.item_id, _given.watchlist_at,
            _given.hidden_at, case when _given.hidden_at is not null then coalesce(_given.hidden_by, 'hide') end,
            _given.seen_at, _given.favorite_at, _given.opinion, _given.opinion_at
        )
        on conflict on constraint shelf_pkey do update
        set on_watchlist_at = coalesce(s.on_watchlist_at, excluded.on_watchlist_at),
            hidden_at = coalesce(s.hidden_at, excluded.hidden_at),
            hidden_by = coalesce(s.hidden_by, excluded.hidden_by),
            seen_at = coalesce(s.seen_at, excluded.seen_at),
            favorite_at = coalesce(s.favorite_at, excluded.favorite_at),
            opinion = coalesce(s.opinion, excluded.opinion),
            opinion_at = coalesce(s.opinion_at, excluded.opinion_at)
        where (s.on_watchlist_at is null and excluded.on_watchlist_at is not null)
            or (s.hidden_at is null and excluded.hidden_at is not null)
            or (s.seen_at is null and excluded.seen_at is not null)
            or (s.favorite_at is null and excluded.favorite_at is not null)
            or (s.opinion is null and excluded.opinion is not null);
        get diagnostics _n_marked = row_count;
        if _n_marked > 0 then
            perform cinelibre.imply_ratings(import_record.user_id, array[import_record.item_id]);
        end if;
    end if;
    insert into cinelibre.interactions
    (user_id, item_id, interaction_type, occurred_at, on_day, rating, seconds, fraction, query, context, idempotency_key)
    select
        import_record.user_id, import_record.item_id, e.interaction_type, e.occurred_at, e.on_day, e.rating, e.seconds, e.fraction,
        e.query, e.context, e.idempotency_key
    from jsonb_array_elements(_given.events) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as e (
        interaction_type text, occurred_at timestamptz, on_day date, rating real, seconds integer, fraction real, query text,
        context jsonb, idempotency_key text
    )
    where not exists (
        select
        from cinelibre.interactions as former
        where former.user_id = import_record.user_id
            and former.occurred_at = e.occurred_at
            and former.interaction_type = e.interaction_type
            and former.item_id is not distinct from import_record.item_id
            and (former.rating, former.seconds, former.fraction, former.query, former.context, former.idempotency_key)
                is not distinct from (e.rating, e.seconds, e.fraction, e.query, e.context, e.idempotency_key)
        offset 0 -- makes the planner look each event up in the index; a join would read the user's whole log
    )
        and not exists (
            select
            from cinelibre.preference_rollups as p
            where p.user_id = import_record.user_id
                and p.item_id is not distinct from import_record.item_id
                and p.interaction_type = e.interaction_type
                and e.occurred_at between p.first_at and p.last_at
            offset 0 -- for the same reason
        )
    order by element.place
    on conflict do nothing;
    get diagnostics _n_events = row_count;
    return case
        when _n_rated > 0 and _former is not null then 'updated'
        when _n_rated + _n_marked + _n_events > 0 then 'created'
        when _given.rating is null and _given.events is null
            and coalesce(_given.watchlist_at, _given.hidden_at, _given.seen_at, _given.favorite_at, _given.opinion_at) is null
            then 'matched'
        else 'already_there'
    end;
end;
$$;
