-- get_reported_reviews: return the reviews that were reported or hidden: first those that wait for a decision.
-- `python -m api.jobs reviews list`.
create or replace function public.get_reported_reviews(review_limit integer)
returns table (
    id integer,
    author text,
    title text,
    body text,
    has_spoilers boolean,
    written_at timestamptz,
    hidden_at timestamptz,
    decided_at timestamptz,
    n_reports bigint,
    reasons text[]
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        r.id, coalesce(u.name, u.email), i.title, r.body, r.has_spoilers, r.written_at, r.hidden_at, r.decided_at,
        cinelibre.count_reports(r.id, r.decided_at),
        array(
            select p.reason
            from cinelibre.review_reports as p
            where p.review_id = r.id
            order by p.reported_at desc, p.user_id
            limit 10
        )
    from cinelibre.reviews as r
    join cinelibre.users as u on u.id = r.user_id
    join cinelibre.items as i on i.id = r.item_id
    where r.hidden_at is not null
        or exists (select from cinelibre.review_reports as p where p.review_id = r.id)
    order by cinelibre.count_reports(r.id, r.decided_at) > 0 desc, r.hidden_at is null, r.id
    limit get_reported_reviews.review_limit;
$$;
