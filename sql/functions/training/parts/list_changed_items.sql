-- list_changed_items: list the items whose number of raters changed by a twentieth since their neighbors were computed.
-- Called by refresh_changed_items. Items with more than most_raters wait for the next training. Their neighbors hardly
-- change in a day, and one such item would take longer than a call may.
create or replace function cinelibre.list_changed_items(most_raters integer default 2000)
returns table (model_id integer, item_id integer, n_items float8, rater_count integer, change float8)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        m.id,
        s.item_id,
        greatest((m.metrics ->> 'n_items')::float8, 2),
        s.rater_count,
        abs(s.rater_count - coalesce(l.rater_count, 0))::float8 / s.rater_count
    from cinelibre.models as m
    join cinelibre.item_stats as s on s.rater_count between 1 and list_changed_items.most_raters
    left join cinelibre.item_lengths as l on l.model_id = m.id and l.item_id = s.item_id
    where m.kind = 'cosine'
        and m.is_active
        and abs(s.rater_count - coalesce(l.rater_count, 0)) * 20 >= s.rater_count;
$$;
