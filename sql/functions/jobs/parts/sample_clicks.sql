-- sample_clicks: sum up what the newest impressions are worth as first places, and how many clicks they brought.
-- Called by refresh_explorable for the catalogue's own click-through.
create or replace function cinelibre.sample_clicks(sample_size integer, within interval)
returns table (seen float8, n_clicked integer)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with shown as materialized (
        select i.recommendation_id, i.item_id, i.place
        from cinelibre.impressions as i
        order by i.shown_at desc, i.recommendation_id, i.item_id
        limit sample_clicks.sample_size
    ),
    clicked as (
        select t.recommendation_id, t.item_id
        from cinelibre.attribute_events(array(select distinct s.recommendation_id from shown as s), sample_clicks.within, null, null) as t
        where t.is_clicked
    )
    select coalesce(sum(ln(2::float8) / ln(s.place + 1::float8)), 0), count(c.item_id)::integer
    from shown as s
    left join clicked as c on c.recommendation_id = s.recommendation_id and c.item_id = s.item_id;
end;
$$;
