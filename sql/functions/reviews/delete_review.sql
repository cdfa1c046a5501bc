-- delete_review: delete a reader's review of one item; a second call changes nothing.
-- DELETE /reviews/{item_type}/{item_id}. A review that was reported or hidden leaves a row without its text, so that
-- writing it anew is no way around the reports.
create or replace function public.delete_review(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
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
        from cinelibre.require_caller(delete_review.caller_id, delete_review.caller_version, delete_review.acts_for) as c
    ), delete_review.acts_for);
    _item_id integer := cinelibre.require_item(delete_review.item_id, delete_review.item_type);
begin
    perform r.id from cinelibre.reviews as r where r.user_id = _user_id and r.item_id = _item_id for update;
    update cinelibre.reviews as r
    set body = null,
        changed_at = clock_timestamp()
    where r.user_id = _user_id
        and r.item_id = _item_id
        and (r.hidden_at is not null or exists (select from cinelibre.review_reports as p where p.review_id = r.id));
    delete from cinelibre.reviews as r
    where r.user_id = _user_id
        and r.item_id = _item_id
        and r.body is not null;
    return cinelibre.describe_my_review(_user_id, _item_id);
end;
$$;
