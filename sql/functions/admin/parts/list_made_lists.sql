-- list_made_lists: count by day the lists that were made and are still kept, and for how many readers.
-- Called by get_list_counts. A list is kept for a week at most, and a reader's newest ones alone.
create or replace function cinelibre.list_made_lists(days integer)
returns table (day date, n_lists integer, n_front_pages integer, n_readers integer)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        (l.created_at at time zone 'UTC')::date,
        (count(*) filter (where l.rows is null))::integer,
        (count(*) filter (where l.rows is not null))::integer,
        count(distinct l.user_id)::integer
    from cinelibre.recommendation_lists as l
    where l.created_at >= ((now() at time zone 'UTC')::date - list_made_lists.days + 1)::timestamp at time zone 'UTC'
    group by 1
    order by 1 desc;
$$;
