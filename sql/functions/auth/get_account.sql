-- get_account: return an account as its owner sees it.
-- GET /auth/me.
create or replace function public.get_account(caller_id integer, caller_version integer, acts_for integer default null)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_user(caller.user_id)
    from cinelibre.require_caller(get_account.caller_id, get_account.caller_version, get_account.acts_for) as caller;
$$;
