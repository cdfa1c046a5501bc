-- end_tokens: end every token of an account at once.
-- POST /auth/logout.
create or replace function public.end_tokens(caller_id integer, caller_version integer, acts_for integer default null)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with ended as (
        update cinelibre.users as u
        set tokens_valid_from = u.token_version + 1,
            kept_token_version = null
        from cinelibre.require_caller(end_tokens.caller_id, end_tokens.caller_version, end_tokens.acts_for) as caller
        where u.id = caller.user_id
        returning u.id
    )
    select jsonb_build_object('logged_out', count(*) = 1) from ended as e;
$$;
