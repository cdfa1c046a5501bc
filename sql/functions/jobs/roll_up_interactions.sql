-- roll_up_interactions: delete old interactions, after adding their counts and weights to preference_rollups.
-- Of whoever has more than keep_events, less old ones too (find_roll_up_moment), so that a list reads no more than these.
-- `python -m api.jobs cleanup` and the scheduler. It goes user by user until the time is up; next is where the
-- following call goes on, null at the end. Events of the watch history stay, for a diary may span years.
-- It skips accounts that are being deleted. roll_up_users moves events in one statement, so none is in both tables.
create or replace function public.roll_up_interactions(
    keep_days integer,
    after_id integer,
    max_seconds float8,
    page_size integer default 200,
    event_limit integer default 5000,
    keep_events integer default 5000
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => roll_up_interactions.max_seconds);
    _after integer := roll_up_interactions.after_id;
    _before timestamptz := now() - make_interval(days => roll_up_interactions.keep_days);
    _page integer[];
    _owners integer[];
    _n_events integer := 0;
begin
    loop
        _page := array(
            select u.id
            from cinelibre.users as u
            where u.id > _after
            order by u.id
            limit roll_up_interactions.page_size
        );
        _owners := array(
            select u.id
            from cinelibre.users as u
            cross join lateral cinelibre.find_roll_up_moment(u.id, _before, keep_events) as moment
            where u.id = any (_page)
                and exists (
                    select
                    from cinelibre.interactions as e
                    join cinelibre.interaction_types as kind on kind.name = e.interaction_type
                    where e.user_id = u.id
                        and e.occurred_at < moment
                        and not kind.in_history
                )
            order by u.id
            for key share of u skip locked
        );
        if _owners <> '{}' then
            _n_events := cinelibre.roll_up_users(_owners, _before, keep_events, roll_up_interactions.event_limit);
            exit when _n_events = roll_up_interactions.event_limit; -- there may be more of these users
        end if;
        _after := _page[roll_up_interactions.page_size];
        exit when _after is null or _n_events > 0 or clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object('n_events', _n_events, 'next', _after);
end;
$$;
