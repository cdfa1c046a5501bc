-- refuse: raise an error that a client understands, from inside an expression.
-- SQL functions cannot raise; coalesce(answer, refuse(...)) lets them stay SQL. It is volatile by intent: of a stable or
-- immutable function the planner may ask the result beforehand, and the error would be raised where an answer was found.
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
