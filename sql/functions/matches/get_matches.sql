-- get_matches: return the people whose taste agrees with a reader's, best first, each with what tells it.
-- GET /matches. It is computed from the ratings as they are now. People who asked the reader come first, whatever their
-- score. Without `discoverable` the reader has no matches, as nobody can match them.
create or replace function public.get_matches(
    caller_id integer,
    caller_version integer,
    threshold float8,
    match_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'is_discoverable', me.discoverable,
        'matches', coalesce((
            select jsonb_agg(
                cinelibre.describe_match(me.id, m.user_id, m.relation, m.score, m.r, m.n)
                order by m.relation = 'asks' desc, m.score desc nulls last, m.n desc nulls last, m.user_id
            )
            from cinelibre.list_matches(me.id, get_matches.threshold, get_matches.match_limit) as m
        ), '[]')
    )
    from cinelibre.require_caller(get_matches.caller_id, get_matches.caller_version, get_matches.acts_for) as caller
    join cinelibre.users as me on me.id = caller.user_id;
$$;
