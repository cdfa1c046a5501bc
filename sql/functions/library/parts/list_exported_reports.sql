-- list_exported_reports: list a page of the reviews that a user reported as an export has them, by review.
-- Called by get_library_page. It has nothing of the review's author.
create or replace function cinelibre.list_exported_reports(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        p.review_id,
        jsonb_build_object(
            'item', cinelibre.refer_to_item(r.item_id), 'reason', p.reason, 'reported_at', p.reported_at
        )
    from cinelibre.review_reports as p
    join cinelibre.reviews as r on r.id = p.review_id
    where p.user_id = list_exported_reports.user_id
        and p.review_id > list_exported_reports.after
    order by p.review_id
    limit list_exported_reports.page_limit;
$$;
