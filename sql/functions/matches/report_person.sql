-- report_person: tell the operator of a person, with a reason; a second report replaces the first.
-- POST /matches/{person_id}/report. PT404 for everybody whom the reader may not see and never blocked or declined.
-- PT429 after daily_limit reports of other people within a day.
create or replace function public.report_person(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    reason text,
    daily_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(report_person.caller_id, report_person.caller_version, report_person.acts_for) as c
    );
    _other_id integer := (
        select u.id from cinelibre.users as u where u.person_id = report_person.person_id and u.id <> _user_id
    );
    _is_there boolean := cinelibre.lock_people(_user_id, _other_id, report_person.acts_for);
    _relation text := cinelibre.relate(_user_id, _other_id);
begin
    if not _is_there or not (cinelibre.can_see(_user_id, _other_id, _relation) or _relation in ('declined', 'blocked')) then
        perform cinelibre.refuse_person();
    end if;
    if (
        select count(*)
        from cinelibre.person_reports as p
        where p.user_id = _user_id
            and p.other_id <> _other_id
            and p.reported_at > now() - interval '1 day'
    ) >= report_person.daily_limit then
        perform cinelibre.refuse('PT429', 'too_many_today', format(
            'You reported %s people within a day: block who bothers you, and report them tomorrow.', report_person.daily_limit
        ));
    end if;
    insert into cinelibre.person_reports as p (user_id, other_id, reason)
    values (_user_id, _other_id, report_person.reason)
    on conflict on constraint person_reports_pkey do update
    set reason = excluded.reason,
        reported_at = excluded.reported_at;
    return jsonb_build_object('reported', true) || cinelibre.describe_relation(_user_id, _other_id);
end;
$$;
