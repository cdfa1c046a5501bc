-- find_main_source: find the source that contributes most to an entry of a list; ties go by name.
-- Called by record_impressions and record_seen. Null without a positive contribution.
create or replace function cinelibre.find_main_source(contributions jsonb)
returns text
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select c.source
        from jsonb_to_recordset(find_main_source.contributions) as c (source text, contribution float8)
        group by c.source
        having sum(c.contribution) > 0
        order by sum(c.contribution) desc, c.source
        limit 1
    );
end;
$$;
