-- read_batch: some places of a list with their items as they are now, without those the user came to know since.
-- Called by read_list, keep_list and serve_batch.
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
        where entry.place > read_batch.batch_skip
            and entry.place <= read_batch.batch_skip + read_batch.batch_size
            and not cinelibre.knows_item(read_batch.user_id, i.id)
    );
end;
$$;
