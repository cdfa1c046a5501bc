-- get_account: return an account as its owner sees it; with_counts, also how many items are in its lists.
-- GET /auth/me. Other routes call it without counts, to learn whether a token still counts.
create or replace function public.get_account(
    caller_id integer,
    caller_version integer,
    acts_for integer default null,
    with_counts boolean default false
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_user(caller.user_id) || case
        when get_account.with_counts then jsonb_build_object('counts', cinelibre.count_library(caller.user_id))
        else '{}'
    end
    from cinelibre.require_caller(get_account.caller_id, get_account.caller_version, get_account.acts_for) as caller;
$$;
