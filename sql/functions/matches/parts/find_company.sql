-- find_company: say what list_company does, of items that are served to a reader who can be matched; else nothing.
-- Called by describe_batch and tell_places.
create or replace function cinelibre.find_company(reader_id integer, item_ids integer[], threshold float8)
returns table (item_id integer, matched_users jsonb, potential_matches jsonb)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if find_company.threshold is not null and exists (
        select from cinelibre.users as u where u.id = find_company.reader_id and cinelibre.can_be_matched(u)
    ) then
        return query select c.* from cinelibre.list_company(find_company.reader_id, find_company.item_ids, find_company.threshold) as c;
    end if;
end;
$$;
