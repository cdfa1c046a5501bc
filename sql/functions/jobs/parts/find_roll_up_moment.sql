-- find_roll_up_moment: return the moment before which a user's interactions are to be rolled up.
-- Called by roll_up_interactions. That is `before`, or later if the user has more than keep_events: then what is older
-- than these, but nothing of the last spare_days, because lists count what was shown and touched since.
create or replace function cinelibre.find_roll_up_moment(
    user_id integer,
    before timestamptz,
    keep_events integer,
    spare_days integer default 30
)
returns timestamptz
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select greatest(find_roll_up_moment.before, (
        select least(e.occurred_at, now() - make_interval(days => find_roll_up_moment.spare_days))
        from cinelibre.interactions as e
        where e.user_id = find_roll_up_moment.user_id
        order by e.occurred_at desc, e.id
        offset find_roll_up_moment.keep_events - 1
        limit 1
    ));
$$;
