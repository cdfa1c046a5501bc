-- add_company: add to listed items who of a reader's matches liked each, and whom the reader would match by liking it.
-- Called by everything that serves a personalized list. It is computed at serving and never stored. Without a threshold,
-- or for a reader who is not discoverable, the items stay as they are.
create or replace function cinelibre.add_company(reader_id integer, items json, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if add_company.threshold is null or not exists (
        select from cinelibre.users as u where u.id = add_company.reader_id and cinelibre.can_be_matched(u)
    ) then
        return add_company.items;
    end if;
    return (
        select coalesce(json_agg(
            entry.body::jsonb || case
                when c.item_id is null then '{}'
                else jsonb_build_object('matched_users', c.matched_users, 'potential_matches', c.potential_matches)
            end
            order by entry.place
        ), '[]')
        from json_array_elements(add_company.items) with ordinality as entry (body, place)
        left join cinelibre.list_company(
            add_company.reader_id,
            array(select (e.body ->> 'id')::integer from json_array_elements(add_company.items) as e (body)),
            add_company.threshold
        ) as c on c.item_id = (entry.body ->> 'id')::integer
    );
end;
$$;
