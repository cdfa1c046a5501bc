-- end_tokens: end the caller's token and all tokens renewed from it, or every token of the account.
-- POST /auth/logout. A service that acts for a user ends all of that user's tokens.
-- The list of ended logins holds at most ended_limit. One logout more also ends the oldest login that is still valid.
create or replace function public.end_tokens(
    caller_id integer,
    caller_version integer,
    ends_all boolean,
    acts_for integer default null,
    ended_limit integer default 100
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(end_tokens.caller_id, end_tokens.caller_version, end_tokens.acts_for) as c
    );
begin
    perform cinelibre.lock_user(_user_id, end_tokens.acts_for);
    if end_tokens.ends_all or end_tokens.acts_for is not null then
        update cinelibre.users as u
        set tokens_valid_from = u.token_version + 1,
            tokens_ended_at = now(),
            ended_token_versions = '{}',
            kept_token_version = null
        where u.id = _user_id;
    else
        update cinelibre.users as u
        set (tokens_valid_from, ended_token_versions) = (
                select e.good_from, e.still_listed
                from cinelibre.end_login(
                    u.tokens_valid_from,
                    u.ended_token_versions,
                    end_tokens.caller_version,
                    end_tokens.ended_limit
                ) as e
            ),
            kept_token_version = nullif(u.kept_token_version, end_tokens.caller_version)
        where u.id = _user_id;
    end if;
    return jsonb_build_object('logged_out', found);
end;
$$;
