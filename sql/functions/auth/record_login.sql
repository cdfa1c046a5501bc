-- record_login: issue the number of a new token after the password was found right.
-- POST /auth/login. A new_hash replaces the stored hash, which upgrades old hashes.
-- PT401 if the password changed or the account went while the password was being compared.
create or replace function public.record_login(user_id integer, verified_hash text, new_hash text default null)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with logged_in as (
        update cinelibre.users as u
        set token_version = u.token_version + 1,
            password_hash = coalesce(record_login.new_hash, u.password_hash)
        where u.id = record_login.user_id
            and u.password_hash = record_login.verified_hash
        returning u.id, u.token_version
    )
    select coalesce(
        (
            select jsonb_build_object('token_version', l.token_version, 'user', cinelibre.describe_user(l.id))
            from logged_in as l
        ),
        cinelibre.refuse('PT401', 'invalid_credentials', 'E-mail or password is wrong.')
    );
$$;
