-- describe_likeness: name what an item has in common with each of some others, spelled as the item spells it.
-- Called by get_similar_items, which gives reasons with it. The rarest genre comes first. maker is who made both.
create or replace function cinelibre.describe_likeness(item_id integer, other_ids integer[])
returns table (other_id integer, alike jsonb)
language plpgsql
stable
rows 12
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- expects few items, so it looks each one up in the index
as $$
declare
    _own cinelibre.items := (select i from cinelibre.items as i where i.id = describe_likeness.item_id);
    _keywords text[] := array(
        select cinelibre.fold_title(k.name) from unnest(_own.keywords) with ordinality as k (name, place) order by k.place
    );
    _people text[] := array(
        select cinelibre.fold_title(p.name) from unnest(_own.people) with ordinality as p (name, place) order by p.place
    );
    _makers text[] := cinelibre.list_makers(_own.id);
    _genres text[] := array(
        select g.name
        from unnest(_own.genres) as g (name)
        left join cinelibre.features as f on f.kind = 'genre' and f.name = g.name and f.item_type = _own.item_type
        order by f.share nulls first, g.name
    );
begin
    return query
    select
        i.id,
        jsonb_build_object(
            'genres', array(
                select g.name
                from unnest(_genres) with ordinality as g (name, place)
                where lower(g.name) in (select lower(o.name) from unnest(i.genres) as o (name))
                order by g.place
            ),
            'keywords', case
                when i.folded_keywords && _keywords then cinelibre.share_names(_own.keywords, _keywords, i.folded_keywords)
                else '{}'
            end,
            'people', case
                when i.folded_people && _people then cinelibre.share_names(_own.people, _people, i.folded_people)
                else '{}'
            end,
            'maker', case
                when i.folded_people && _makers then (
                    cinelibre.share_names(_own.people, _people, array(
                        select m.name from unnest(cinelibre.list_makers(i.id)) as m (name) where m.name = any (_makers)
                    ))
                )[1]
            end
        )
    from unnest(describe_likeness.other_ids) as c (id)
    join cinelibre.items as i on i.id = c.id;
end;
$$;
