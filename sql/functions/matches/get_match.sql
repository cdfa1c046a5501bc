-- get_match: return one person as GET /matches shows them.
-- GET /matches/{person_id}. PT404 for everybody whom the reader may not see, in the same words.
create or replace function public.get_match(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_match(caller.user_id, p.user_id, p.relation, m.score, m.r, m.n)
    from cinelibre.require_caller(get_match.caller_id, get_match.caller_version, get_match.acts_for) as caller
    cross join lateral cinelibre.require_person(caller.user_id, get_match.person_id) as p
    left join lateral cinelibre.find_matches(caller.user_id, 0, 1, array[p.user_id]) as m on true;
$$;
