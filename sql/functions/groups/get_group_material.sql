-- get_group_material: return what a group's picks are made of: members, candidates, and every member's scores of each.
-- POST /groups/{group_id}/picks and /evenings; PT404 if the caller or guest is not in the group. per_source is for all
-- members together, so that a large group costs little more than two. Arrays of scores are in the order of `members`.
-- The answer says nothing of what a member rated, but how many items.
create or replace function public.get_group_material(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    filters jsonb,
    vetoed_ids integer[],
    extra_ids integer[],
    rewatch boolean,
    least_rating float8,
    per_source integer,
    content_limit integer,
    weights jsonb,
    uses_trained boolean,
    evening_limit integer,
    item_type text default null,
    acts_for integer default null,
    guest_key_hash text default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_group_material.caller_id, get_group_material.caller_version, get_group_material.acts_for) as c
        where get_group_material.guest_key_hash is null
    );
    _group_id uuid := (cinelibre.require_member(get_group_material.group_id, _user_id, get_group_material.guest_key_hash)).group_id;
    _known integer[] := cinelibre.list_group_known(_group_id, vetoed_ids, get_group_material.rewatch, least_rating);
    _readers cinelibre.reader[] := array(select r.reader from cinelibre.list_group_readers(_group_id, _known) as r order by r.seat);
    _weights jsonb[] := array(
        select cinelibre.choose_weights(get_group_material.weights, uses_trained, cardinality(_readers[p].item_ids))
        from generate_subscripts(_readers, 1) as p
        order by p
    );
    _sources text[] := array(select distinct s from unnest(_weights) as w, unnest(cinelibre.name_sources(w)) as s where s <> 'factors' order by s);
    _items json := cinelibre.describe_group_candidates(
        _readers, extra_ids, get_group_material.item_type, filters,
        ceil(get_group_material.per_source::float8 / cardinality(_readers))::integer,
        ceil(get_group_material.content_limit::float8 / cardinality(_readers))::integer, _sources
    );
begin
    return json_build_object(
        'items', _items,
        'members', cinelibre.describe_group_readers(_group_id, _user_id, _readers, _weights),
        'satisfactions', cinelibre.list_satisfactions(_group_id, get_group_material.evening_limit),
        'emptied_by', case
            when json_array_length(_items) > cardinality(extra_ids) then '[]'
            else cinelibre.find_emptying(get_group_material.item_type, filters, _known)
        end
    );
end;
$$;
