-- delete_account: erase an account and everything of it.
-- DELETE /auth/me. The account is locked first, then its items' counts, as every writer of ratings does.
create or replace function public.delete_account(caller_id integer, caller_version integer, acts_for integer default null)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(delete_account.caller_id, delete_account.caller_version, delete_account.acts_for) as c
    );
begin
    perform cinelibre.lock_user(_user_id);
    perform cinelibre.lock_items(array(select r.item_id from cinelibre.ratings as r where r.user_id = _user_id));
    delete from cinelibre.users as u where u.id = _user_id;
    return jsonb_build_object('deleted', found);
end;
$$;
