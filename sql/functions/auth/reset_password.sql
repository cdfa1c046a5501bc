-- reset_password: set a new password with a one-time code; answer the number of a new token, or null.
-- POST /auth/reset-password. A wrong code counts as one try of every code of the account.
-- It answers null instead of raising, because an exception would undo that count.
-- The right code deletes all codes of the account and ends every token.
create or replace function public.reset_password(
    email text,
    code_hash text,
    new_hash text,
    try_limit integer default 20,
    good_minutes integer default 30
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer;
    _version integer;
begin
    select u.id into _user_id
    from cinelibre.users as u
    where u.email = reset_password.email
    for no key update;
    update cinelibre.users as u
    set password_hash = reset_password.new_hash,
        token_version = u.token_version + 1,
        tokens_valid_from = u.token_version + 1,
        ended_token_versions = '{}',
        kept_token_version = null
    from cinelibre.reset_codes as c
    where u.id = _user_id
        and c.user_id = _user_id
        and c.code_hash = reset_password.code_hash
        and c.n_tries < reset_password.try_limit
        and c.made_at > now() - make_interval(mins => reset_password.good_minutes)
    returning u.token_version into _version;
    if _version is null then
        update cinelibre.reset_codes as c set n_tries = c.n_tries + 1 where c.user_id = _user_id;
        return null;
    end if;
    delete from cinelibre.reset_codes as c where c.user_id = _user_id;
    return jsonb_build_object('token_version', _version, 'user', cinelibre.describe_user(_user_id));
end;
$$;
