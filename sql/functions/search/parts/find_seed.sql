-- find_seed: return the item that a user means by a title in "like …", or null.
-- Called by choose_reading. It takes the most popular item with that title, of the asked type first. Otherwise it takes
-- one whose title begins with those words, and otherwise it tries again with the spelling corrected.
create or replace function cinelibre.find_seed(typed text, item_type text, is_correctable boolean default true)
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with folded as materialized (
        select cinelibre.fold_title(find_seed.typed) as title
    ),
    named as (
        select found.id, 1 as rank
        from cinelibre.find_titled(find_seed.typed) as found (id)
        union all
        (
            select i.id, 2
            from folded
            join cinelibre.items as i
                on i.folded_title like folded.title || ' %' or i.folded_title like 'the ' || folded.title || ' %'
            where char_length(folded.title) >= 4
            order by i.prominence desc, i.id
            limit 5
        )
    )
    select coalesce(
        (
            select i.id
            from named as n
            join cinelibre.items as i on i.id = n.id
            left join cinelibre.item_stats as s on s.item_id = i.id
            left join cinelibre.catalogue_totals as t on t.item_type = i.item_type
            order by
                n.rank,
                i.item_type is not distinct from find_seed.item_type desc,
                cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total) desc,
                i.id
            limit 1
        ),
        case
            when find_seed.is_correctable then cinelibre.find_seed(
                cinelibre.correct_words(find_seed.typed, is_begun => true), find_seed.item_type, false
            )
        end
    );
$$;
