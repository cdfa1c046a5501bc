-- require_review: lock and return a review that somebody else wrote and everybody may read; PT404 or PT422 otherwise.
-- Called by report_review.
create or replace function cinelibre.require_review(review_id integer, reader_id integer)
returns cinelibre.reviews
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _review cinelibre.reviews;
begin
    select r.* into _review
    from cinelibre.reviews as r
    where r.id = require_review.review_id
        and r.body is not null
        and r.hidden_at is null
        and exists (select from cinelibre.list_shown_reviews(r.item_id, require_review.reader_id) as s where s.id = r.id)
    for update;
    if not found then
        raise exception using errcode = 'PT404', message = 'review_not_found',
            detail = format('There is no review with the id %s, or it is hidden.', require_review.review_id);
    end if;
    if _review.user_id = require_review.reader_id then
        raise exception using errcode = 'PT422', message = 'own_review',
            detail = 'review_id: This review is your own: change or delete it.';
    end if;
    return _review;
end;
$$;
