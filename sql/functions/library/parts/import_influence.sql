-- import_influence: take what a row of a library says of how much an item or a feature moves a user's lists.
-- Called by import_record; answers how many rows changed, or null if the user has set as many as they may. What was set
-- later wins, and what has no moment never replaces anything.
create or replace function cinelibre.import_influence(
    user_id integer,
    item_id integer,
    influence jsonb,
    most integer default 500
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _given record;
    _set_at timestamptz;
begin
    select g.kind, g.name, g.weight, g.set_at
    into _given
    from jsonb_to_record(import_influence.influence) as g (kind text, name text, weight float8, set_at timestamptz);
    select i.set_at
    into _set_at
    from cinelibre.influences as i
    where i.user_id = import_influence.user_id
        and i.kind = _given.kind
        and i.name is not distinct from _given.name
        and i.item_id is not distinct from import_influence.item_id;
    if _set_at >= coalesce(_given.set_at, '-infinity') then
        return 0;
    end if;
    if _set_at is null and (
        select count(*) from cinelibre.influences as i where i.user_id = import_influence.user_id
    ) >= import_influence.most then
        return null;
    end if;
    return cinelibre.keep_influence(
        import_influence.user_id, _given.kind, _given.name, import_influence.item_id, _given.weight,
        coalesce(_given.set_at, now()), import_influence.most
    );
end;
$$;
