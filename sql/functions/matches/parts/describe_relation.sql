-- describe_relation: return how a person stands to another as the first sees it, with the name of a friend.
-- Called by change_relation and report_person.
create or replace function cinelibre.describe_relation(user_id integer, other_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'person_id', u.person_id,
        'name', case when told.relation = 'friends' then u.name end,
        'relation', told.relation
    )
    from cinelibre.users as u
    cross join lateral (select cinelibre.relate(describe_relation.user_id, u.id) as relation) as told
    where u.id = describe_relation.other_id;
$$;
