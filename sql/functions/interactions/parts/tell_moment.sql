-- tell_moment: return a moment as answers write it: in UTC, to the microsecond, with a Z.
-- Called by describe_shelf and the pages of what a reader did. JSON of PostgreSQL would end in +00:00, other answers in Z.
create or replace function cinelibre.tell_moment(moment timestamptz)
returns text
language sql
stable
as $$
    select to_char(tell_moment.moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
$$;
