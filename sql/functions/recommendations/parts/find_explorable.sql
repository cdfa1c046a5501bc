-- find_explorable: find for a list the items of which too little is known whose features suit the reader best.
-- Called by describe_material. `exploring` is null if the list does not explore. It says how many items are asked, from
-- how many items on a catalogue explores, and for how many days an item is new: new ones come first. Null, too, of a
-- smaller catalogue and of readers without likings.
-- An item is an array: id, times shown, clicked, seen, raters, likes, days since it was added.
create or replace function cinelibre.find_explorable(for_reader cinelibre.reader, item_type text, exploring jsonb)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _prior cinelibre.exploring_prior := (select p from cinelibre.exploring_prior as p where p.is_only_row);
    _likings jsonb;
begin
    if coalesce(cardinality(for_reader.likings), 0) = 0
        or not coalesce(_prior.item_count >= (find_explorable.exploring ->> 'least_items')::integer, false) then
        return null;
    end if;
    _likings := (select jsonb_object_agg(l.kind || ' ' || l.name, l.liked - l.disliked) from unnest(for_reader.likings) as l);
    return json_build_object(
        'prior', json_build_array(_prior.seen, _prior.clicked_count, _prior.rater_count, _prior.like_count),
        'items', (
            with best as (
                select p.item_id, said.points, age.is_new
                from cinelibre.explorable as p
                cross join lateral ( -- a look-up each: to join so few likings with so many features takes twice as long
                    select coalesce(sum(f.weight * (_likings ->> f.feature)::float8), 0) as points
                    from unnest(p.features, p.weights) as f (feature, weight)
                ) as said
                cross join lateral (
                    select p.added_at > now() - make_interval(days => (find_explorable.exploring ->> 'new_days')::integer) as is_new
                ) as age
                where p.item_type = coalesce(find_explorable.item_type, p.item_type)
                    and p.item_id <> all (for_reader.known_ids)
                order by age.is_new desc, said.points desc, p.item_id
                limit (find_explorable.exploring ->> 'n_items')::integer
            )
            select coalesce(json_agg(json_build_array(
                p.item_id, p.shown_count, p.clicked_count, p.seen, p.rater_count, p.like_count,
                floor(extract(epoch from now() - p.added_at) / 86400)
            ) order by b.is_new desc, b.points desc, b.item_id), '[]')
            from best as b
            join cinelibre.explorable as p on p.item_id = b.item_id
        )
    );
end;
$$;
