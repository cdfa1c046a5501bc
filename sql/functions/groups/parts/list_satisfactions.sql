-- list_satisfactions: return how content a group's members were on its newest evenings, newest first.
-- Called by describe_group and get_group_material: Python weighs the members by it.
create or replace function cinelibre.list_satisfactions(group_id uuid, evening_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(told.members order by told.id desc), '[]')
    from (
        select
            e.id,
            (
                select coalesce(jsonb_object_agg(s.member_id, s.satisfaction), '{}')
                from cinelibre.evening_members as s
                where s.evening_id = e.id
            ) as members
        from cinelibre.group_evenings as e
        where e.group_id = list_satisfactions.group_id
        order by e.id desc
        limit list_satisfactions.evening_limit
    ) as told;
$$;
