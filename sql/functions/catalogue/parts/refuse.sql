-- refuse: raise an error for the client from inside an expression.
-- An SQL function cannot raise. With coalesce(answer, refuse(...)) it need not become plpgsql.
-- It is volatile on purpose: the planner may evaluate a stable or immutable function early, and raise the error although
-- there is an answer.
create or replace function cinelibre.refuse(error_code text, slug text, sentence text)
returns jsonb
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    raise exception using
        errcode = refuse.error_code,
        message = refuse.slug,
        detail = refuse.sentence;
end;
$$;
