-- find_newest_event: return the id of a user's newest event, or 0 if there was none for days.
-- Called by get_recommendations and get_carousels. count_moved counts what comes after it. Events that count for a list
-- are a day old at most when they arrive, so two days are enough.
create or replace function cinelibre.find_newest_event(user_id integer)
returns bigint
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select coalesce(max(e.id), 0)
        from cinelibre.interactions as e
        where e.user_id = find_newest_event.user_id
            and e.occurred_at > now() - interval '2 days'
    );
end;
$$;
