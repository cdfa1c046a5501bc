-- record_impressions: record which positions of a list were shown.
-- Called by keep_list and serve_batch.
create or replace function cinelibre.record_impressions(
    user_id integer,
    recommendation_id uuid,
    item_ids integer[],
    batch_skip integer,
    batch_size integer
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_shown integer;
begin
    insert into cinelibre.impressions (user_id, item_id, recommendation_id, place)
    select record_impressions.user_id, shown.item_id, record_impressions.recommendation_id, shown.place::smallint
    from unnest(record_impressions.item_ids) with ordinality as shown (item_id, place)
    join cinelibre.items as i on i.id = shown.item_id
    where shown.place > record_impressions.batch_skip
        and shown.place <= record_impressions.batch_skip + record_impressions.batch_size
    order by shown.place
    on conflict do nothing;
    get diagnostics _n_shown = row_count;
    return _n_shown;
end;
$$;
