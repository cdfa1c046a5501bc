-- decide_review: show or hide a review for good, or delete it; former reports count no more.
-- `python -m api.jobs reviews show|hide|delete`. PT404 if there is no such review. A deleted review is gone with its
-- reports, and its author may write another.
create or replace function public.decide_review(review_id integer, decision text)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _review cinelibre.reviews;
begin
    if decide_review.decision = 'delete' then
        delete from cinelibre.reviews as r where r.id = decide_review.review_id returning r.* into _review;
    else
        update cinelibre.reviews as r
        set hidden_at = case decide_review.decision when 'hide' then coalesce(r.hidden_at, clock_timestamp()) end,
            is_settled = decide_review.decision = 'show',
            decided_at = clock_timestamp()
        where r.id = decide_review.review_id
        returning r.* into _review;
    end if;
    if _review.id is null then
        raise exception using errcode = 'PT404', message = 'review_not_found',
            detail = format('There is no review with the id %s.', decide_review.review_id);
    end if;
    return jsonb_build_object('review_id', _review.id, 'is_hidden', _review.hidden_at is not null);
end;
$$;
