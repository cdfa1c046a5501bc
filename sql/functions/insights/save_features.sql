-- save_features: keep what lists know of a user's taste as a snapshot for training, and return it.
-- POST /features/me/refresh, POST /features/{user_id}/refresh. A user keeps the newest snapshot_limit snapshots.
create or replace function public.save_features(
    caller_id integer,
    caller_version integer,
    history_limit integer,
    per_kind integer,
    snapshot_limit integer,
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
        from cinelibre.require_caller(save_features.caller_id, save_features.caller_version, save_features.acts_for) as c
    );
    _kept cinelibre.feature_snapshots;
begin
    perform cinelibre.lock_user(_user_id, save_features.acts_for);
    insert into cinelibre.feature_snapshots as s (user_id, features)
    values (_user_id, cinelibre.describe_features(_user_id, save_features.history_limit, save_features.per_kind))
    returning s.* into _kept;
    delete from cinelibre.feature_snapshots as s
    where s.user_id = _user_id
        and s.id <= (
            select o.id
            from cinelibre.feature_snapshots as o
            where o.user_id = _user_id
            order by o.id desc
            offset save_features.snapshot_limit
            limit 1
        );
    return _kept.features || jsonb_build_object('user_id', _user_id, 'taken_at', _kept.taken_at, 'snapshot_id', _kept.id);
end;
$$;
