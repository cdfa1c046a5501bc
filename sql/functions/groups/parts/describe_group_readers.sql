-- describe_group_readers: return a group's members as picks are made for them, in the order of joining.
-- Called by get_group_material. n_ratings is the length of the history, and clicks,
-- views and saves by their weights, a rating of five stars being 1. The history itself is not told.
create or replace function cinelibre.describe_group_readers(
    group_id uuid,
    viewer_id integer,
    for_readers cinelibre.reader[],
    weights jsonb[]
)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select json_agg(
        json_build_object(
            'member_id', m.member_id,
            'name', m.name,
            'n_ratings', cardinality((for_readers[m.place]).item_ids) + (
                select round(coalesce(sum(abs(l.weight)), 0))::integer
                from unnest((for_readers[m.place]).leaning_weights) as l (weight)
            ),
            'likings', coalesce(to_json((for_readers[m.place]).likings), '[]'),
            'weights', weights[m.place]
        )
        order by m.place
    )
    from (
        select g.member_id, g.name, row_number() over (order by g.seat) as place
        from cinelibre.list_group_members(describe_group_readers.group_id, describe_group_readers.viewer_id) as g
    ) as m;
$$;
