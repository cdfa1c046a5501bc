-- list_showings: list when some items were shown after given moments, and whether each time was followed by a click.
-- Called by count_exposures. A click is any event with a positive preference within so many hours. It belongs to the
-- newest showing of the item to that reader, as attribute_events says. `seen` is what the place is worth of a first one.
create or replace function cinelibre.list_showings(item_ids integer[], since timestamptz[], within interval)
returns table (item_id integer, shown_at timestamptz, seen float8, is_clicked boolean)
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the indexes
set enable_seqscan = off -- for the same reason
as $$
begin
    return query
    select p.item_id, p.shown_at, ln(2::float8) / ln(p.place + 1::float8), exists (
        select
        from cinelibre.interactions as e
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type
        where e.item_id = p.item_id
            and e.user_id = p.user_id
            and e.occurred_at between p.shown_at and p.shown_at + list_showings.within
            and kind.preference > 0
            and kind.name <> 'helpful'
            and not exists (
                select
                from cinelibre.impressions as newer
                where newer.user_id = p.user_id
                    and newer.item_id = p.item_id
                    and newer.shown_at > p.shown_at
                    and newer.shown_at <= e.occurred_at
            )
    )
    from unnest(list_showings.item_ids, list_showings.since) as asked (id, since)
    join cinelibre.impressions as p on p.item_id = asked.id and p.shown_at > asked.since;
end;
$$;
