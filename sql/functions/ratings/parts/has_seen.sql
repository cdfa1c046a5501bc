-- has_seen: say whether a user has rated, liked, disliked or seen an item, in this edition or another.
-- Called by describe_finding and match_by_meaning, so that search results say so. Hiding does not count.
create or replace function cinelibre.has_seen(user_id integer, item_id integer)
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select exists (
        select
        from unnest(cinelibre.list_editions(array[has_seen.item_id])) as edition (id)
        left join cinelibre.ratings as r on r.user_id = has_seen.user_id and r.item_id = edition.id
        left join cinelibre.interaction_types as kind on kind.name = r.source
        left join cinelibre.shelf as s on s.user_id = has_seen.user_id and s.item_id = edition.id
        where s.seen_at is not null or (r.rated_at is not null and not coalesce(kind.hides, false))
    );
$$;
