-- get_login: return the id and the password hash of the account with an e-mail, or null.
-- POST /auth/login compares the password with this hash.
create or replace function public.get_login(email text)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('id', u.id, 'password_hash', u.password_hash)
    from cinelibre.users as u
    where u.email = get_login.email
        and u.password_hash is not null;
$$;
