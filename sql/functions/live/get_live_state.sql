-- get_live_state: return a counter for each kind of change that a reader can be told of.
-- GET /live/state, and GET /live with a token. A counter that differs from before says that something changed.
create or replace function public.get_live_state(
    caller_id integer,
    caller_version integer,
    moved_from float8,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_changes(c.list, c.matches, c.friends)
    from cinelibre.require_caller(get_live_state.caller_id, get_live_state.caller_version, get_live_state.acts_for) as caller
    cross join lateral cinelibre.count_changes(array[caller.user_id], get_live_state.moved_from) as c;
$$;
