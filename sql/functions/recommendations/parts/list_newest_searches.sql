-- list_newest_searches: list a user's newest searches, which say what they lean to.
-- Called by list_searched, and by roll_up_users, which leaves them: a sum could not say what was looked for.
create or replace function cinelibre.list_newest_searches(user_id integer, query_limit integer default 3)
returns table (id bigint, query text, occurred_at timestamptz, interaction_type text)
language sql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select e.id, e.query, e.occurred_at, e.interaction_type
    from cinelibre.interactions as e
    where e.user_id = list_newest_searches.user_id
        and e.interaction_type = 'search'
    order by e.occurred_at desc, e.id
    limit list_newest_searches.query_limit;
$$;
