-- report_review: tell the operator that a review is not right; `hide_from` reports by different people hide it.
-- POST /reviews/{review_id}/report. PT404 if nobody can read such a review, PT422 for one's own, PT429 beyond
-- `daily_limit` reports a day. A person counts once, and once more only after an admin decided.
create or replace function public.report_review(
    caller_id integer,
    caller_version integer,
    review_id integer,
    reason text,
    hide_from integer,
    daily_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(report_review.caller_id, report_review.caller_version, report_review.acts_for) as c
    ), report_review.acts_for);
    _review cinelibre.reviews := cinelibre.require_review(report_review.review_id, _user_id);
    _is_new boolean;
begin
    insert into cinelibre.review_reports as p (review_id, user_id, reason)
    values (_review.id, _user_id, report_review.reason)
    on conflict on constraint review_reports_pkey do update
    set reason = excluded.reason,
        reported_at = excluded.reported_at
    where p.reported_at <= _review.decided_at;
    _is_new := found;
    if _is_new then
        perform cinelibre.count_towards(_user_id, 'reports', report_review.daily_limit);
        update cinelibre.reviews as r
        set hidden_at = clock_timestamp()
        where r.id = _review.id
            and r.hidden_at is null
            and not r.is_settled
            and cinelibre.count_reports(r.id, r.decided_at) >= report_review.hide_from;
    end if;
    return jsonb_build_object('review_id', _review.id, 'is_new', _is_new);
end;
$$;
