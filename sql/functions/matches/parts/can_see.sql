-- can_see: say whether a reader may be shown a person at all, given how they stand to each other.
-- Called by require_person and change_relation. Friends stay visible. Others must both let themselves be found, and
-- either one of them asked, or their tastes agree.
create or replace function cinelibre.can_see(user_id integer, other_id integer, relation text)
returns boolean
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if can_see.relation = 'friends' then
        return true;
    end if;
    return can_see.relation in ('none', 'asked', 'asks')
        and (
            select count(*) = 2
            from cinelibre.users as u
            where u.id in (can_see.user_id, can_see.other_id)
                and cinelibre.can_be_matched(u)
        )
        and (
            can_see.relation <> 'none'
            or exists (
                select
                from cinelibre.find_matches(can_see.user_id, 0, 1, array[can_see.other_id]) as m
                where cinelibre.agrees(m.score)
            )
        );
end;
$$;
