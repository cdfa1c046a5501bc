-- get_my_login: return the e-mail and the password hash of a logged-in user.
-- PATCH and DELETE of /auth/me check the current password against this hash first.
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
