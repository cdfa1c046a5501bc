-- set_role: create an account with a role, or change the role, name or password of an existing one.
-- Called only by `python -m api.jobs user`. A null argument changes nothing; a new account without a password gets
-- initial_hash. A change ends every token of the account. Answers the number of a new token.
create or replace function public.set_role(
    email text,
    initial_hash text,
    role text default null,
    password_hash text default null,
    name text default null
)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with former as materialized (
        select u.id from cinelibre.users as u where u.email = set_role.email
    ),
    made as (
        insert into cinelibre.users as u (email, role, password_hash, name, token_version)
        values (
            set_role.email,
            coalesce(set_role.role, 'user'),
            coalesce(set_role.password_hash, set_role.initial_hash),
            set_role.name,
            1
        )
        on conflict (email) do update
        set role = coalesce(set_role.role, u.role),
            password_hash = coalesce(set_role.password_hash, u.password_hash, set_role.initial_hash),
            name = coalesce(set_role.name, u.name),
            token_version = u.token_version + 1,
            tokens_valid_from = u.token_version + 1,
            ended_token_versions = '{}',
            kept_token_version = null
        returning u.id, u.role, u.token_version
    )
    select jsonb_build_object(
        'id', m.id,
        'role', m.role,
        'token_version', m.token_version,
        'is_new', not exists (select from former)
    )
    from made as m;
$$;
