-- find_value_fault: name the value of an event that the log could not take; null if it can take them all.
-- Called by judge_foreign_events. The routes check what readers send before it comes here.
create or replace function cinelibre.find_value_fault(event cinelibre.incoming_event)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        case
            when not (event.rating between 0.5 and 5 and event.rating * 2 = floor(event.rating * 2)) then 'rating_invalid'
            when event.seconds < 0 then 'seconds_invalid'
            when not event.fraction between 0 and 1 then 'fraction_invalid'
            when event.query = '' then 'query_invalid'
            when jsonb_typeof(event.context) <> 'object' then 'context_invalid'
        end;
$$;
