-- get_ended_tokens: of the tokens of open connections, return those that count no more, each by account and login.
-- Called every 15 seconds while a GET /live is open, and after whatever ends tokens. A deleted account has none.
create or replace function public.get_ended_tokens(caller_ids integer[], caller_versions integer[])
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(
        jsonb_build_object('caller_id', t.caller_id, 'caller_version', t.caller_version)
        order by t.caller_id, t.caller_version
    ), '[]')
    from unnest(get_ended_tokens.caller_ids, get_ended_tokens.caller_versions) as t (caller_id, caller_version)
    left join cinelibre.users as u on u.id = t.caller_id
    where u.id is null
        or not coalesce(cinelibre.is_good_token(u, t.caller_version), false);
$$;
