-- open_live: spend a ticket; answer whose it is and the counters of that reader, or null if it opens nothing.
-- GET /live?ticket=…. Null for a ticket that was spent, that is too old, or whose token has ended since.
create or replace function public.open_live(ticket_hash text, good_seconds integer, moved_from float8)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with spent as (
        delete from cinelibre.live_tickets as t
        where t.ticket_hash = open_live.ticket_hash
        returning t.*
    )
    select jsonb_build_object(
        'user_id', s.user_id,
        'caller_id', s.caller_id,
        'caller_version', s.caller_version,
        'token_ends_at', extract(epoch from s.token_ends_at)::float8,
        'counters', cinelibre.describe_changes(c.list, c.matches, c.friends)
    )
    from spent as s
    join cinelibre.users as u on u.id = s.caller_id and cinelibre.is_good_token(u, s.caller_version)
    cross join lateral cinelibre.count_changes(array[s.user_id], open_live.moved_from) as c
    where s.made_at > clock_timestamp() - make_interval(secs => open_live.good_seconds)
        and s.token_ends_at > clock_timestamp();
$$;
