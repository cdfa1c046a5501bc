-- list_exported_summary: list the row that counts a user for SQL as an export has it; none before the chore counted them.
-- Called by list_exported.
create or replace function cinelibre.list_exported_summary(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select s.user_id, to_jsonb(s) - 'user_id'
    from cinelibre.user_interaction_summary as s
    where s.user_id = list_exported_summary.user_id
        and s.user_id > list_exported_summary.after
    order by s.user_id
    limit list_exported_summary.page_limit;
$$;
