-- get_influences: return what moves a user's lists, and by how much: items, and features of each kind.
-- GET /me/influences. `points` is what counts for or against, as lists use it now; `weight` is what the user set. Of
-- each kind the strongest are told, and everything that the user set, so that it can be undone.
create or replace function public.get_influences(
    caller_id integer,
    caller_version integer,
    item_limit integer,
    per_kind integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_influences.caller_id, get_influences.caller_version, get_influences.acts_for) as c
    );
    _reader cinelibre.reader := cinelibre.build_reader(_user_id, '{"ids": [], "weights": []}');
begin
    return jsonb_build_object(
        'items', cinelibre.describe_moving_items(_reader, get_influences.item_limit),
        'features', cinelibre.describe_moving_features(_reader, get_influences.per_kind)
    );
end;
$$;
