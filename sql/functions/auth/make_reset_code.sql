-- make_reset_code: store the hash of a one-time code for a new password, if the e-mail has an account.
-- POST /auth/forgot-password, and `python -m api.jobs user EMAIL --code` with a higher live_limit.
-- An account has at most live_limit codes within good_minutes. So nobody can flood a mailbox, and no new code replaces
-- one that is on its way.
create or replace function public.make_reset_code(
    email text,
    code_hash text,
    live_limit integer default 5,
    good_minutes integer default 30
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer;
begin
    select u.id into _user_id
    from cinelibre.users as u
    where u.email = make_reset_code.email
    for no key update;
    delete from cinelibre.reset_codes as c
    where c.user_id = _user_id
        and c.made_at <= now() - make_interval(mins => make_reset_code.good_minutes);
    insert into cinelibre.reset_codes as c (user_id, code_hash)
    select _user_id, make_reset_code.code_hash
    where _user_id is not null
        and (
            select count(*)
            from cinelibre.reset_codes as c
            where c.user_id = _user_id
        ) < make_reset_code.live_limit;
    return jsonb_build_object('is_made', found, 'is_known', _user_id is not null);
end;
$$;
