-- build_reader: build the reader of a list: their history, what they lean to, and their neighbors.
-- Called by describe_material, describe_rows and save_recommendations. Neighbors come from `given`, or from storage. If
-- there are none, they are computed at once, provided that needs at most shared_limit ratings.
-- The caller fills in known_ids and likings. A leaning of weight five_stars says as much as five stars, and no leaning
-- says more than most_of_leaning of that.
create or replace function cinelibre.build_reader(
    user_id integer,
    given jsonb default null,
    shared_limit integer default 60000,
    five_stars float8 default 0.7,
    most_of_leaning float8 default 0.75
)
returns cinelibre.reader
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _reader cinelibre.reader;
    _near cinelibre.user_neighbors := (select n from cinelibre.user_neighbors as n where n.user_id = build_reader.user_id);
begin
    _reader.user_id := build_reader.user_id;
    select h.item_ids, h.ratings, h.shares
    into _reader.item_ids, _reader.ratings, _reader.shares
    from cinelibre.list_rated(build_reader.user_id) as h;
    with leaned as materialized (
        select l.item_id, greatest(-most_of_leaning, least(most_of_leaning, l.weight / five_stars)) as weight
        from cinelibre.list_leanings(build_reader.user_id) as l
    )
    select
        array_agg(l.item_id order by abs(l.weight) desc, l.item_id),
        array_agg(l.weight * coalesce(s.share, 1) order by abs(l.weight) desc, l.item_id)
    into _reader.leaning_ids, _reader.leaning_weights
    from leaned as l
    left join cinelibre.list_shares(build_reader.user_id, array(select o.item_id from leaned as o)) as s on s.item_id = l.item_id
    where coalesce(s.share, 1) > 0;
    if build_reader.given is not null then
        _reader.neighbor_ids := array(select jsonb_array_elements_text(build_reader.given -> 'ids')::integer);
        _reader.neighbor_weights := array(select jsonb_array_elements_text(build_reader.given -> 'weights')::real);
    elsif _near.user_id is not null then
        _reader.neighbor_ids := _near.neighbor_ids;
        _reader.neighbor_weights := _near.weights;
    elsif cinelibre.count_shared(_reader.item_ids) <= build_reader.shared_limit then
        select array_agg(f.user_id), array_agg(f.weight::real)
        into _reader.neighbor_ids, _reader.neighbor_weights
        from cinelibre.find_neighbors(_reader.item_ids, _reader.ratings, build_reader.user_id) as f;
    end if;
    return _reader;
end;
$$;
