-- list_group_known: return what a group's list may not have, in every edition.
-- Called by get_group_material. What any member has hidden is never shown. Without rewatch, nothing is shown that a
-- member rated, saw or sent as liked, or that the group watched. With it, only what a member rated below least_rating.
create or replace function cinelibre.list_group_known(
    group_id uuid,
    vetoed_ids integer[],
    rewatch boolean,
    least_rating float8
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return cinelibre.list_editions(array(
        with members as materialized (
            select m.id, m.user_id from cinelibre.group_members as m where m.group_id = list_group_known.group_id
        )
        select v.item_id from unnest(list_group_known.vetoed_ids) as v (item_id)
        union
        select s.item_id
        from members as m
        join cinelibre.shelf as s on s.user_id = m.user_id
        where s.hidden_at is not null or (not list_group_known.rewatch and s.seen_at is not null)
        union
        select r.item_id
        from members as m
        join cinelibre.ratings as r on r.user_id = m.user_id
        where not list_group_known.rewatch or r.rating < list_group_known.least_rating
        union
        select g.item_id
        from members as m
        join cinelibre.guest_ratings as g on g.member_id = m.id
        where not list_group_known.rewatch or g.rating < list_group_known.least_rating
        union
        select e.item_id
        from cinelibre.group_evenings as e
        where e.group_id = list_group_known.group_id and not list_group_known.rewatch
    ));
end;
$$;
