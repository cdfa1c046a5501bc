-- list_shares: return how much each of some items counts in a user's lists, by what the user set; null if all count once.
-- Called by build_reader.
create or replace function cinelibre.list_shares(user_id integer, item_ids integer[])
returns float8[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if not exists (select from cinelibre.influences as i where i.user_id = list_shares.user_id and i.kind = 'item') then
        return null;
    end if;
    return array(
        select coalesce(i.weight, 1)
        from unnest(list_shares.item_ids) with ordinality as h (item_id, place)
        left join cinelibre.influences as i on i.user_id = list_shares.user_id and i.kind = 'item' and i.item_id = h.item_id
        order by h.place
    );
end;
$$;
