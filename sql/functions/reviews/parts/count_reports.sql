-- count_reports: count the people who reported a review since an admin decided on it, or ever.
-- Called by report_review and get_reported_reviews.
create or replace function cinelibre.count_reports(review_id integer, decided_at timestamptz)
returns bigint
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select count(*)
    from cinelibre.review_reports as p
    where p.review_id = count_reports.review_id
        and p.reported_at > coalesce(count_reports.decided_at, '-infinity');
$$;
