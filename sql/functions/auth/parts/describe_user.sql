-- describe_user: return an account as its owner sees it, or null if there is none.
-- Called by the routes of /auth and by get_library_page.
create or replace function cinelibre.describe_user(user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', u.id,
        'email', u.email,
        'name', u.name,
        'role', u.role,
        'timezone', u.timezone,
        'discoverable', u.discoverable,
        'shares_ratings', u.shares_ratings,
        'person_id', u.person_id,
        'created_at', u.created_at
    )
    from cinelibre.users as u
    where u.id = describe_user.user_id;
$$;
