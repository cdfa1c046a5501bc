-- count_shared: count the ratings that find_neighbors would read for a history: those of its rarest items.
-- Called by build_reader, which computes neighbors at once if the count is small.
create or replace function cinelibre.count_shared(item_ids integer[], item_limit integer default 200)
returns bigint
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(sum(rarest.rater_count), 0)
    from (
        select s.rater_count
        from cinelibre.item_stats as s
        where s.item_id = any (count_shared.item_ids)
        order by s.rater_count, s.item_id
        limit count_shared.item_limit
    ) as rarest;
$$;
