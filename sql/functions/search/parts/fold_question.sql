-- fold_question: return a question as it is compared with others: in small letters, with single spaces.
-- Called by list_searches and find_former_questions.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.fold_question(question text)
returns text
language sql
immutable
as $$
    select lower(regexp_replace(btrim(fold_question.question), '\s+', ' ', 'g'));
$$;
