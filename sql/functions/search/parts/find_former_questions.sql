-- find_former_questions: find what a user searched for before that continues what they type, newest first.
-- Called by search_titles. A question matches if it or one of its words begins with the text. The text itself does not.
create or replace function cinelibre.find_former_questions(user_id integer, typed text, question_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(to_jsonb(f) order by f.newest_at desc, f.id desc), '[]')
    from (
        select s.id, s.query, s.n_times, s.newest_at
        from cinelibre.list_searches(find_former_questions.user_id, 1000) as s
        cross join cinelibre.fold_question(find_former_questions.typed) as begun
        where s.folded <> begun
            and (starts_with(s.folded, begun) or strpos(s.folded, ' ' || begun) > 0)
        order by s.newest_at desc, s.id desc
        limit find_former_questions.question_limit
    ) as f;
$$;
