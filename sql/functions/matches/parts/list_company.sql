-- list_company: say of each item who of a reader's matches liked it, and whom the reader would match by liking it.
-- Called by find_company. Friends are named. Others are counted, among the person_limit most likely matches, and only for
-- items that least_people people rated. Who is at the threshold already is no potential match; 4.5 stars are a like.
create or replace function cinelibre.list_company(
    reader_id integer,
    item_ids integer[],
    threshold float8,
    person_limit integer default 50, rating_limit integer default 15000, least_people integer default 5,
    damping float8 default 3, shrinkage float8 default 5, middle float8 default 2.75, liked float8 default 4.5
)
returns table (item_id integer, matched_users jsonb, potential_matches jsonb)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _friends integer[] := array(select f.user_id from cinelibre.list_friends(list_company.reader_id) as f);
    _gain float8 := list_company.liked - list_company.middle;
begin
    return query
    with people as materialized (
        select s.*, s.user_id = any (_friends) as is_friend,
            s.n >= 5 and cinelibre.score_match(s.n, s.x, s.y, s.xx, s.yy, s.xy, damping, shrinkage) >= list_company.threshold as is_match
        from cinelibre.sum_common(
            list_company.reader_id,
            _friends || cinelibre.list_likely_matches(reader_id, 4, damping, shrinkage, middle, person_limit, rating_limit),
            list_company.middle, _friends
        ) as s
        where cinelibre.relate(list_company.reader_id, s.user_id) in ('none', 'asked', 'asks', 'friends')
    ),
    met as materialized ( -- once a row; inlined below, y would be computed in each of its twenty places
        select r.item_id, p.*, r.rating >= 4 as likes, coalesce(cinelibre.affinity_as_stars(kind.affinity), r.rating) - middle as other
        from people as p
        join cinelibre.ratings as r on r.user_id = p.user_id and r.item_id = any (list_company.item_ids)
        join cinelibre.item_stats as i on i.item_id = r.item_id and (p.is_friend or i.rater_count - i.simulated_count >= least_people)
        left join cinelibre.interaction_types as kind on kind.name = r.source
    ),
    judged as (
        select m.item_id, m.user_id, m.is_friend, m.likes and (m.is_friend or m.is_match) as likes,
            not m.is_match and m.n + 1 >= 5 and cinelibre.score_match(
                m.n + 1, m.x + _gain, m.y + m.other, m.xx + _gain * _gain, m.yy + m.other * m.other, m.xy + _gain * m.other, damping, shrinkage
            ) >= list_company.threshold as would_match
        from met as m
    )
    select
        m.item_id,
        jsonb_build_object(
            'named', coalesce(jsonb_agg(named.person order by u.name, u.id) filter (where m.likes and m.is_friend), '[]'),
            'others', count(*) filter (where m.likes and not m.is_friend)
        ),
        jsonb_build_object(
            'count', count(*) filter (where m.would_match),
            'named', coalesce(jsonb_agg(named.person order by u.name, u.id) filter (where m.would_match and m.is_friend), '[]')
        )
    from judged as m
    join cinelibre.users as u on u.id = m.user_id
    cross join lateral (select jsonb_build_object('person_id', u.person_id, 'name', u.name) as person) as named
    where m.likes or m.would_match
    group by m.item_id;
end;
$$;
