-- list_searches: list what a user searched for, each question once: its newest spelling, how often, and when last.
-- Called by get_search_history, delete_searches and find_former_questions. Capitals and spaces make no other question.
-- `id` is the newest event of the question. The newest event_limit searches count.
create or replace function cinelibre.list_searches(user_id integer, event_limit integer default 10000)
returns table (id bigint, query text, folded text, n_times bigint, newest_at timestamptz)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        (array_agg(e.id order by e.occurred_at desc, e.id desc))[1],
        (array_agg(e.query order by e.occurred_at desc, e.id desc))[1],
        e.folded,
        count(*),
        max(e.occurred_at)
    from (
        select s.id, s.query, cinelibre.fold_question(s.query) as folded, s.occurred_at
        from cinelibre.interactions as s
        where s.user_id = list_searches.user_id
            and s.interaction_type = 'search'
            and s.query is not null
        order by s.occurred_at desc, s.id
        limit list_searches.event_limit
    ) as e
    group by e.folded;
$$;
