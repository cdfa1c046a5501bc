-- find_event_fault: say what keeps an event from being logged, apart from its time; null if nothing does.
-- Called by parse_events and judge_foreign_events. `kind` is the row of its type, null if there is none; `is_known` says
-- whether the catalogue has its item. It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.find_event_fault(
    event cinelibre.incoming_event,
    kind cinelibre.interaction_types,
    is_known boolean
)
returns text
language sql
immutable
as $$
    select
        case
            when (find_event_fault.kind).name is null then 'unknown_type'
            when (find_event_fault.kind).takes_item and (find_event_fault.event).item_id is null then 'item_missing'
            when not (find_event_fault.kind).takes_item and (find_event_fault.event).item_id is not null then 'item_unexpected'
            when (find_event_fault.event).item_id is not null and not find_event_fault.is_known then 'item_not_found'
            when (find_event_fault.kind).name = 'rate' and (find_event_fault.event).rating is null then 'rating_missing'
            when (not (find_event_fault.kind).takes_item or (find_event_fault.kind).name = 'unrate')
                and (find_event_fault.event).rating is not null then 'rating_unexpected'
            when (find_event_fault.kind).name = 'search' and (find_event_fault.event).query is null then 'query_missing'
        end;
$$;
