-- list_newest_marks: list what some of a user's events say last of each item and mark.
-- Called by apply_marks. An event that arrives late says nothing if the log has a newer one of the same mark, or if the
-- shelf has the mark since later: an import sets marks without events.
create or replace function cinelibre.list_newest_marks(user_id integer, interaction_ids bigint[], seen_from_fraction real)
returns table (item_id integer, mark text, is_set boolean, interaction_type text, occurred_at timestamptz)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with said as materialized (
        select
            e.id,
            e.item_id,
            e.interaction_type,
            e.occurred_at,
            marks.mark,
            marks.is_set
        from cinelibre.interactions as e
        cross join lateral cinelibre.list_event_marks(e.interaction_type, e.fraction, list_newest_marks.seen_from_fraction) as marks
        where e.id = any (list_newest_marks.interaction_ids)
            and e.item_id is not null
    )
    select distinct on (s.item_id, s.mark) s.item_id, s.mark, s.is_set, s.interaction_type, s.occurred_at
    from said as s
    where not exists (
        select
        from cinelibre.interactions as later
        cross join lateral cinelibre.list_event_marks(
            later.interaction_type, later.fraction, list_newest_marks.seen_from_fraction
        ) as marks
        where later.user_id = list_newest_marks.user_id
            and later.occurred_at > s.occurred_at
            and later.item_id = s.item_id
            and marks.mark = s.mark
            and later.id <> all (list_newest_marks.interaction_ids)
    )
        and not exists (
            select
            from cinelibre.shelf as kept
            cross join lateral cinelibre.list_marks(kept) as marks
            where kept.user_id = list_newest_marks.user_id
                and kept.item_id = s.item_id
                and marks.mark = s.mark
                and marks.marked_at > s.occurred_at
        )
    order by s.item_id, s.mark, s.occurred_at desc, s.id desc;
$$;
