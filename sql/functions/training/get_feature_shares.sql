-- get_feature_shares: return what share of each type's items has a feature, for a whole kind or for some names.
-- `python -m api.jobs train`, which compares weights on lists that it makes in Python.
create or replace function public.get_feature_shares(kind text, names text[] default null, share_limit integer default 20000)
returns table (name text, item_type text, share float8)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select f.name, f.item_type, f.share
    from cinelibre.features as f
    where f.kind = get_feature_shares.kind
        and (get_feature_shares.names is null or f.name = any (get_feature_shares.names))
    order by f.name, f.item_type
    limit get_feature_shares.share_limit;
$$;
