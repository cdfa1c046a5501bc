-- write_followed_items: write how many people had rated each item when its ridge was solved: [[item, raters]…].
-- `python -m api.jobs train` writes it of all items, the chore refresh-ease of those that it solved. Items that are gone
-- are skipped, and so is everything if the model is gone.
create or replace function public.write_followed_items(model_id integer, records jsonb)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_written integer;
begin
    insert into cinelibre.followed_items (model_id, item_id, rater_count)
    select m.id, i.id, (e.body ->> 1)::integer
    from jsonb_array_elements(write_followed_items.records) as e (body)
    join cinelibre.items as i on i.id = (e.body ->> 0)::integer
    join cinelibre.models as m on m.id = write_followed_items.model_id
    order by i.id
    on conflict on constraint followed_items_pkey do update
    set rater_count = excluded.rater_count;
    get diagnostics _n_written = row_count;
    return _n_written;
end;
$$;
