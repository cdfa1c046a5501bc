-- read_batch: some places of a list with their items as they are now, without those the user came to know since.
-- Called by read_list, keep_list and serve_batch.
-- Only what has other editions is asked about by knows_item, a call of its own for each; a look-up tells the rest.
-- PL/pgSQL: before PostgreSQL 18 what is written in SQL is planned anew at every call.
create or replace function cinelibre.read_batch(user_id integer, items jsonb, batch_skip integer, batch_size integer)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select coalesce(
            json_agg(cinelibre.tell_place(i, entry.place, entry.body, entry.body -> 'evidence') order by entry.place),
            '[]'
        )
        from jsonb_array_elements(read_batch.items) with ordinality as entry (body, place)
        join cinelibre.items as i on i.id = (entry.body ->> 'item_id')::integer
        left join lateral (
            select true as is_known from cinelibre.ratings as o where o.user_id = read_batch.user_id and o.item_id = i.id limit 1
        ) as r on true
        left join lateral (
            select coalesce(o.hidden_at, o.seen_at) is not null as is_known
            from cinelibre.shelf as o
            where o.user_id = read_batch.user_id and o.item_id = i.id
            limit 1
        ) as s on true
        where entry.place > read_batch.batch_skip
            and entry.place <= read_batch.batch_skip + read_batch.batch_size
            and not coalesce(r.is_known, s.is_known, false)
            and (i.work_id is null or not cinelibre.knows_item(read_batch.user_id, i.id))
    );
end;
$$;
