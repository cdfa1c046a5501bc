-- rate_items: order items as a question asks: by 'rating', 'popular' or 'newest'.
-- Called by weigh_findings and list_demanded. A rating adds our readers' average and the source's on one scale. Both
-- are drawn to the middle, ours by ten imagined ratings, the source's by fifty.
-- Items with more of the asked `genres` come first.
create or replace function cinelibre.rate_items(item_ids integer[], order_by text, genres text[] default '{}')
returns table (item_id integer, place bigint)
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with judged as (
        select
            i.id,
            i.year,
            i.folded_genres,
            cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total) as popularity,
            case i.item_type when 'movie' then (i.damped_rating - 6.3) / 2 else i.damped_rating - 3.8 end
            + (coalesce(s.rating_sum, 0) + 35) / (coalesce(s.rating_count, 0) + 10) - 3.5 as rating
        from unnest(rate_items.item_ids) as asked (id)
        join cinelibre.items as i on i.id = asked.id
        left join cinelibre.item_stats as s on s.item_id = i.id
        left join cinelibre.catalogue_totals as t on t.item_type = i.item_type
    )
    select
        j.id,
        row_number() over (
            order by
                (select count(*) from unnest(rate_items.genres) as asked where asked = any (j.folded_genres)) desc,
                case rate_items.order_by when 'rating' then j.rating when 'newest' then j.year end desc nulls last,
                j.popularity desc,
                j.id
        )
    from judged as j;
$$;
