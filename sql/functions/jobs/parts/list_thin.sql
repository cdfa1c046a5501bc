-- list_thin: list the items of which too little is known, in the order of their ids: few impressions and few raters.
-- Called by count_exposures and refresh_explorable.
create or replace function cinelibre.list_thin(after_id integer, page_size integer, enough_shown integer, few_raters integer)
returns table (item_id integer)
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select i.id
    from cinelibre.items as i
    left join cinelibre.exposures as e on e.item_id = i.id
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id > list_thin.after_id
        and coalesce(e.shown_count + e.recent_shown_count, 0) < list_thin.enough_shown
        and coalesce(s.rater_count, 0) <= list_thin.few_raters
    order by i.id
    limit list_thin.page_size;
end;
$$;
