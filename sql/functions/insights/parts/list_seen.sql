-- list_seen: list what a user has seen or read, each item once, with the first moment at which they said so.
-- Called by describe_diversity. They rated it in stars, marked it as seen, or the watch history has it.
create or replace function cinelibre.list_seen(user_id integer)
returns table (item_id integer, first_at timestamptz)
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select said.item_id, min(said.moment)
    from (
        select r.item_id, r.rated_at as moment
        from cinelibre.ratings as r
        where r.user_id = list_seen.user_id and r.source = 'rating'
        union all
        select s.item_id, s.seen_at
        from cinelibre.shelf as s
        where s.user_id = list_seen.user_id and s.seen_at is not null
        union all
        select e.item_id, e.occurred_at
        from cinelibre.interactions as e
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type and kind.in_history
        where e.user_id = list_seen.user_id and e.item_id is not null and kind.mark is null
    ) as said
    group by said.item_id;
$$;
