-- write_review: publish a reader's review of one item, in place of the former one.
-- PUT /reviews/{item_type}/{item_id}. PT429 beyond `daily_limit` written or changed reviews a day. A hidden review stays
-- hidden. If an admin showed it, reports can hide it again once it changes.
create or replace function public.write_review(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    body text,
    has_spoilers boolean,
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
        from cinelibre.require_caller(write_review.caller_id, write_review.caller_version, write_review.acts_for) as c
    ), write_review.acts_for);
    _item_id integer := cinelibre.require_item(write_review.item_id, write_review.item_type);
begin
    insert into cinelibre.reviews as r (user_id, item_id, body, has_spoilers)
    values (_user_id, _item_id, write_review.body, write_review.has_spoilers)
    on conflict on constraint reviews_user_id_item_id_key do update
    set body = excluded.body,
        has_spoilers = excluded.has_spoilers,
        written_at = case when r.body is null then excluded.written_at else r.written_at end,
        changed_at = excluded.changed_at,
        is_settled = false
    where (r.body, r.has_spoilers) is distinct from (excluded.body, excluded.has_spoilers);
    if found then
        perform cinelibre.count_towards(_user_id, 'reviews', write_review.daily_limit);
    end if;
    return cinelibre.describe_my_review(_user_id, _item_id);
end;
$$;
