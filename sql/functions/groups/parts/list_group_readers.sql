-- list_group_readers: list a group's members as readers: the history, the neighbors and what the group knows.
-- Called by get_group_material. A guest's history is what they sent. known_ids are the same for all: what no list of
-- the group may have.
create or replace function cinelibre.list_group_readers(group_id uuid, known_ids integer[])
returns table (seat bigint, reader cinelibre.reader)
language plpgsql
stable
rows 4
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _member record;
begin
    for _member in select m.* from cinelibre.list_group_members(list_group_readers.group_id, null) as m order by m.seat loop
        seat := _member.seat;
        if _member.user_id is not null then
            reader := cinelibre.build_reader(_member.user_id);
        else
            select v.* into reader
            from (
                select
                    coalesce(array_agg(g.item_id order by g.place), '{}') as item_ids,
                    coalesce(array_agg(g.rating order by g.place), '{}') as ratings
                from cinelibre.guest_ratings as g
                where g.member_id = _member.member_id
            ) as sent
            cross join lateral cinelibre.build_visitor(sent.item_ids, sent.ratings, null) as v;
        end if;
        reader.likings := array(select l from cinelibre.list_tastes(reader) as l);
        reader.known_ids := list_group_readers.known_ids;
        return next;
    end loop;
end;
$$;
