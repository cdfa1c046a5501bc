-- read_marks: what an event of some type sets on the shelf, or takes from it.
-- Called by apply_interactions. A type sets its own mark, hides where it says so, and takes back what the type that it
-- undoes sets. Watching most of something is having seen it.
create or replace function cinelibre.read_marks(interaction_type text, fraction real, seen_from_fraction real)
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
        (case when kind.in_history and kind.mark is null and read_marks.fraction >= read_marks.seen_from_fraction then 'seen' end, true)
    ) as marks (mark, is_set)
    where kind.name = read_marks.interaction_type
        and marks.mark is not null;
$$;
