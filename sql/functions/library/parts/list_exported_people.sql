-- list_exported_people: list a page of how a user stands to others as an export has it, by account.
-- Called by get_library_page. It has who asked the user, too, but not who declined or blocked the user.
create or replace function cinelibre.list_exported_people(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        p.other_id,
        jsonb_strip_nulls(jsonb_build_object(
            'person_id', u.person_id,
            'name', case when p.relation = 'friends' then u.name end,
            'relation', replace(p.relation, 'hidden', 'asked'),
            'said_at', p.said_at
        ))
    from (
        select o.other_id, o.said_at, cinelibre.relate(o.user_id, o.other_id) as relation
        from cinelibre.relations as o
        where o.user_id = list_exported_people.user_id
        union all
        select o.user_id, o.said_at, cinelibre.relate(o.other_id, o.user_id)
        from cinelibre.relations as o
        where o.other_id = list_exported_people.user_id
            and o.said = 'accepted'
            and cinelibre.relate(o.other_id, o.user_id) = 'asks'
    ) as p
    join cinelibre.users as u on u.id = p.other_id
    where p.other_id > list_exported_people.after
    order by p.other_id
    limit list_exported_people.page_limit;
$$;
