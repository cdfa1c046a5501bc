-- enter_user: find or make the account of somebody whose token another issuer signed, and number that token.
-- Called at the first request with each such token. The role is never theirs to say.
-- Null if the token was issued before all tokens of the account were ended; issued_at has whole seconds since 1970.
create or replace function public.enter_user(external_id text, issued_at bigint, name text default null)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users;
begin
    update cinelibre.users as u
    set token_version = greatest(u.token_version, u.tokens_valid_from)
    where u.external_id = enter_user.external_id
    returning u.* into _user;
    if not found then
        insert into cinelibre.users as u (external_id, name, token_version)
        values (enter_user.external_id, enter_user.name, 1)
        on conflict on constraint users_external_id_key do update
        set token_version = greatest(u.token_version, u.tokens_valid_from)
        returning u.* into _user;
    end if;
    if to_timestamp(enter_user.issued_at) <= _user.tokens_ended_at then
        return null;
    end if;
    return jsonb_build_object('user_id', _user.id, 'token_version', _user.token_version);
end;
$$;
