-- register_user: create an account and the number of its first token.
-- POST /auth/register. PT409 if the e-mail already has an account; of two requests at once, the second gets it.
create or replace function public.register_user(email text, password_hash text, name text, timezone text)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with added as (
        insert into cinelibre.users as u (email, password_hash, name, timezone, token_version)
        values (
            register_user.email,
            register_user.password_hash,
            register_user.name,
            cinelibre.require_timezone(register_user.timezone),
            1
        )
        on conflict (email) do nothing
        returning u.*
    )
    select coalesce(
        (
            select jsonb_build_object(
                'token_version', a.token_version,
                'user', jsonb_build_object(
                    'id', a.id,
                    'email', a.email,
                    'name', a.name,
                    'role', a.role,
                    'timezone', a.timezone,
                    'discoverable', a.discoverable,
                    'shares_ratings', a.shares_ratings,
                    'person_id', a.person_id,
                    'created_at', a.created_at
                )
            )
            from added as a
        ),
        cinelibre.refuse('PT409', 'email_taken', 'email: There is an account with this e-mail already; log in.')
    );
$$;
