-- record_examination: write an audit event before an admin sees what a reader sees.
-- Called by examine_reader. PT404 if there is no such reader; admins and services are none.
create or replace function cinelibre.record_examination(
    admin_id integer,
    reader_id integer,
    email text,
    out id bigint,
    out user_id integer
)
returns record
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select u.id
        from cinelibre.users as u
        where u.role = 'user'
            and (u.id = record_examination.reader_id or u.email = lower(record_examination.email))
        order by u.id
        limit 1
    );
begin
    if _user_id is null then
        raise exception using errcode = 'PT404', message = 'user_not_found',
            detail = 'There is no reader with this id or e-mail.';
    end if;
    insert into cinelibre.audit_events as a (actor_id, user_id, action)
    values (record_examination.admin_id, cinelibre.lock_user(_user_id, _user_id), 'POST /admin/readers')
    returning a.id, a.user_id into record_examination.id, record_examination.user_id;
end;
$$;
