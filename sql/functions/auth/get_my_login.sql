-- get_my_login: the hash that the current password of a logged-in user is compared with.
-- PATCH and DELETE /auth/me, before the password is changed or the account deleted.
create or replace function public.get_my_login(caller_id integer, caller_version integer, acts_for integer default null)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('email', u.email, 'password_hash', u.password_hash)
    from cinelibre.require_caller(get_my_login.caller_id, get_my_login.caller_version, get_my_login.acts_for) as caller
    join cinelibre.users as u on u.id = caller.user_id;
$$;
