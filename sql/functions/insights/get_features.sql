-- get_features: return what lists know of a user's taste, as of now.
-- GET /features/me, GET /features/{user_id}. The newest history_limit ratings count; each kind of feature has the
-- per_kind of which most is said.
create or replace function public.get_features(
    caller_id integer,
    caller_version integer,
    history_limit integer,
    per_kind integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_features(caller.user_id, get_features.history_limit, get_features.per_kind)
        || jsonb_build_object('user_id', caller.user_id, 'taken_at', now())
    from cinelibre.require_caller(get_features.caller_id, get_features.caller_version, get_features.acts_for) as caller;
$$;
