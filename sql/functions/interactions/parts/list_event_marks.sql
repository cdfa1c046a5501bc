-- list_event_marks: return which marks an event of some type sets on the shelf or removes from it.
-- Called by apply_interactions and mark_item. A type sets its own mark, and hides the item if it `hides`. It removes
-- what the type that it undoes sets. Watching most of something marks it as seen.
create or replace function cinelibre.list_event_marks(interaction_type text, fraction real, seen_from_fraction real)
returns table (mark text, is_set boolean)
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select marks.mark, marks.is_set
    from cinelibre.interaction_types as kind
    left join cinelibre.interaction_types as undone on undone.name = kind.undoes
    cross join lateral (
        values
        (kind.mark, true),
        (case when kind.hides and kind.mark is distinct from 'hidden' then 'hidden' end, true),
        (undone.mark, false),
        (case when undone.hides and undone.mark is distinct from 'hidden' then 'hidden' end, false),
        (case when kind.in_history and kind.mark is null and list_event_marks.fraction >= list_event_marks.seen_from_fraction then 'seen' end, true)
    ) as marks (mark, is_set)
    where kind.name = list_event_marks.interaction_type
        and marks.mark is not null;
$$;
