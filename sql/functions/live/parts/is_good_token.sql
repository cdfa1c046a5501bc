-- is_good_token: say whether an account's token still counts, by the number of its login.
-- Called by require_caller and get_ended_tokens. It has no search_path of its own, so that it is inlined.
create or replace function cinelibre.is_good_token(account cinelibre.users, version integer)
returns boolean
language sql
immutable
as $$
    select (
            is_good_token.version between (is_good_token.account).tokens_valid_from and (is_good_token.account).token_version
            and is_good_token.version <> all ((is_good_token.account).ended_token_versions)
        )
        or is_good_token.version = (is_good_token.account).kept_token_version;
$$;
