-- set_influence: set how much an item or a feature moves a user's lists, from 0 to 2; 1 undoes it.
-- PATCH /me/influences. PT404 if there is no such item or feature, PT409 if the user set too many others (keep_influence).
-- What the catalogue has no more can still be undone. A change raises taste_version, so that the next list follows it.
create or replace function public.set_influence(
    caller_id integer,
    caller_version integer,
    kind text,
    weight float8,
    name text default null,
    item_id integer default null,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(set_influence.caller_id, set_influence.caller_version, set_influence.acts_for) as c
    );
    _n_changed integer;
begin
    perform cinelibre.lock_user(_user_id, set_influence.acts_for);
    if set_influence.kind = 'item' then
        perform cinelibre.require_item(set_influence.item_id, null);
    elsif set_influence.weight <> 1 and not exists (
        select from cinelibre.features as f where f.kind = set_influence.kind and f.name = set_influence.name
    ) then
        perform cinelibre.refuse('PT404', 'feature_not_found', 'name: Nothing in the catalogue has this. GET /me/influences lists names.');
    end if;
    _n_changed := cinelibre.keep_influence(
        _user_id, set_influence.kind, set_influence.name, set_influence.item_id, set_influence.weight
    );
    return jsonb_build_object(
        'kind', set_influence.kind, 'name', set_influence.name, 'item_id', set_influence.item_id,
        'weight', set_influence.weight, 'is_changed', _n_changed > 0
    );
end;
$$;
