-- list_matches: list the people whom GET /matches shows a reader: who asked first, then the best of the others.
-- Called by get_matches. Nobody who blocked or declined the reader, or whom the reader blocked or declined, is there.
create or replace function cinelibre.list_matches(reader_id integer, threshold float8, match_limit integer)
returns table (user_id integer, relation text, score float8, r float8, n integer)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _asking integer[];
begin
    if not exists (select from cinelibre.users as u where u.id = list_matches.reader_id and cinelibre.can_be_matched(u)) then
        return;
    end if;
    _asking := array(
        select o.user_id
        from cinelibre.relations as o
        where o.other_id = list_matches.reader_id
            and o.said = 'accepted'
            and cinelibre.relate(list_matches.reader_id, o.user_id) = 'asks'
        order by o.said_at, o.user_id
        limit list_matches.match_limit
    );
    return query
    select found.user_id, found.relation, found.score, found.r, found.n
    from (
        select asking.id as user_id, 'asks' as relation, m.score, m.r, m.n
        from unnest(_asking) as asking (id)
        left join cinelibre.find_matches(list_matches.reader_id, 0, list_matches.match_limit, _asking) as m on m.user_id = asking.id
        union all
        select m.user_id, told.relation, m.score, m.r, m.n
        from cinelibre.find_matches(list_matches.reader_id, list_matches.threshold, 200) as m
        cross join lateral (select cinelibre.relate(list_matches.reader_id, m.user_id) as relation) as told
        where told.relation in ('none', 'asked', 'friends')
            and cinelibre.agrees(m.score)
    ) as found
    order by found.relation = 'asks' desc, found.score desc nulls last, found.n desc nulls last, found.user_id
    limit list_matches.match_limit;
end;
$$;
