-- tell_batch: return the first places of a stored list as answers show them, a JSON array; null unless all were told before.
-- Called by tell_list. It needs nothing that `items` has, so that neither evidence nor contributions are read.
-- Without `brief`, the items are joined as they are now.
create or replace function cinelibre.tell_batch(list cinelibre.recommendation_lists, batch_size integer, is_brief boolean, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tell_batch.is_brief then
        return (
            select case when bool_and(list.brief[u.place] is not null) then ('[' || string_agg(list.brief[u.place], ', ' order by u.place) || ']')::json end
            from cinelibre.list_unknown(list.user_id, list.item_ids, 0, tell_batch.batch_size) as u
        );
    end if;
    return (
        select case when bool_and(p.body is not null) then ('[' || string_agg(p.body, ', ' order by p.place) || ']')::json end
        from cinelibre.tell_places(list.user_id, list.item_ids, list.told, 0, tell_batch.batch_size, threshold) as p
    );
end;
$$;
