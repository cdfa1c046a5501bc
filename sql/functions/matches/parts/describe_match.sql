-- describe_match: return a person as a reader sees them: how tastes agree, and titles that tell it.
-- Called by get_matches and get_match. Until both accepted it has no name, and no title that fewer than least_people
-- people rated: such a title could tell who it is. Without five common items, score and r are null.
create or replace function cinelibre.describe_match(
    reader_id integer,
    other_id integer,
    relation text,
    score float8,
    r float8,
    n integer,
    least_people integer default 5
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _are_friends boolean := describe_match.relation = 'friends';
    _least integer := case when _are_friends then 0 else describe_match.least_people end;
    _mine integer := cinelibre.find_bridge(other_id, reader_id, _least);
    _theirs integer := cinelibre.find_bridge(reader_id, other_id, _least);
    _titles jsonb;
begin
    with titles as materialized (
        select t.* from cinelibre.list_telling_titles(reader_id, other_id, _least) as t
        union all
        select 'for_you', _mine, 1, false where _mine is not null
        union all
        select 'for_them', _theirs, 1, false where _theirs is not null
    ),
    shown as (
        select t.kind, t.place, t.i_like_it_more, d.item
        from titles as t
        join cinelibre.describe_items(array(select distinct o.item_id from titles as o), reader_id) as d on d.item_id = t.item_id
    )
    select jsonb_build_object(
        'both_love', coalesce(jsonb_agg(s.item order by s.place) filter (where s.kind = 'loved'), '[]'),
        'differ_on', coalesce(jsonb_agg(
            jsonb_build_object('item', s.item, 'liked_by', case when s.i_like_it_more then 'you' else 'them' end)
            order by s.place
        ) filter (where s.kind = 'differs'), '[]'),
        'bridge', jsonb_build_object(
            'for_you', jsonb_agg(s.item) filter (where s.kind = 'for_you') -> 0,
            'for_them', jsonb_agg(s.item) filter (where s.kind = 'for_them') -> 0
        )
    ) into _titles
    from shown as s;
    return (
        select jsonb_build_object(
            'person_id', u.person_id,
            'name', case when _are_friends then u.name end,
            'relation', describe_match.relation,
            'score', round(describe_match.score::numeric, 4),
            'r', round(describe_match.r::numeric, 4),
            'n', describe_match.n,
            'interval', case when describe_match.n > 3 then cinelibre.describe_interval(r, n) end
        ) || _titles
        from cinelibre.users as u
        where u.id = describe_match.other_id
    );
end;
$$;
