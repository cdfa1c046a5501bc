-- change_account: change a user's name, timezone, visibility to others or password.
-- PATCH /auth/me. A null argument leaves its field as it was. Who no longer lets themselves be found takes back whom they
-- asked, and loses who asked them; friends stay. Who begins or ends to share ratings gets new lists.
-- A new password ends every token except the caller's. PT401 if verified_hash is no longer the stored hash.
create or replace function public.change_account(
    caller_id integer,
    caller_version integer,
    acts_for integer default null,
    name text default null,
    timezone text default null,
    discoverable boolean default null,
    shares_ratings boolean default null,
    verified_hash text default null,
    new_hash text default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(change_account.caller_id, change_account.caller_version, change_account.acts_for) as c
    );
begin
    perform cinelibre.lock_user(_user_id, change_account.acts_for);
    update cinelibre.users as u
    set name = coalesce(change_account.name, u.name),
        timezone = coalesce(cinelibre.require_timezone(change_account.timezone), u.timezone),
        discoverable = coalesce(change_account.discoverable, u.discoverable),
        shares_ratings = coalesce(change_account.shares_ratings, u.shares_ratings),
        taste_version = u.taste_version + case when change_account.shares_ratings <> u.shares_ratings then 1 else 0 end
    where u.id = _user_id;
    if not change_account.discoverable then
        perform cinelibre.forget_relations(_user_id);
    end if;
    if change_account.new_hash is not null then
        update cinelibre.users as u
        set password_hash = change_account.new_hash,
            tokens_valid_from = u.token_version + 1,
            ended_token_versions = '{}',
            kept_token_version = case when change_account.acts_for is null then change_account.caller_version end
        where u.id = _user_id
            and u.password_hash = change_account.verified_hash;
        if not found then
            raise exception using errcode = 'PT401', message = 'invalid_credentials',
                detail = 'current_password: This is not the password of this account.';
        end if;
    end if;
    return cinelibre.describe_user(_user_id);
end;
$$;
