-- record_impressions: record which positions of a list were shown, each with the source that contributed most to it.
-- Called by keep_list and serve_batch. What stands at the exploring place has `exploring`, whatever contributed.
create or replace function cinelibre.record_impressions(
    user_id integer,
    recommendation_id uuid,
    items jsonb,
    batch_skip integer,
    batch_size integer,
    variant text default null
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_shown integer;
begin
    insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, source, variant)
    select
        record_impressions.user_id,
        i.id,
        record_impressions.recommendation_id,
        shown.place::smallint,
        case when shown.body ? 'exploring' then 'exploring' else cinelibre.find_main_source(shown.body -> 'contributions') end,
        record_impressions.variant
    from jsonb_array_elements(record_impressions.items) with ordinality as shown (body, place)
    join cinelibre.items as i on i.id = (shown.body ->> 'item_id')::integer
    where shown.place > record_impressions.batch_skip
        and shown.place <= record_impressions.batch_skip + record_impressions.batch_size
    order by shown.place
    on conflict do nothing;
    get diagnostics _n_shown = row_count;
    return _n_shown;
end;
$$;
