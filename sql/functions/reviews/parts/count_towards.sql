-- count_towards: count one more of what a day takes only so often of, or raise PT429. Days are those of UTC.
-- Called by write_review and report_review, which have locked the user. What was deleted since counts all the same.
create or replace function cinelibre.count_towards(user_id integer, name text, most integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _today date := (now() at time zone 'UTC')::date;
    _n_times integer;
begin
    insert into cinelibre.daily_counts as c (user_id, name, day, n_times)
    values (count_towards.user_id, count_towards.name, _today, 1)
    on conflict on constraint daily_counts_pkey do update
    set day = excluded.day,
        n_times = case when c.day = excluded.day then c.n_times + 1 else 1 end
    returning c.n_times into _n_times;
    if _n_times > count_towards.most then
        raise exception using errcode = 'PT429', message = 'too_many_today',
            detail = format('A day takes %s %s: go on tomorrow.', count_towards.most, count_towards.name);
    end if;
    return _n_times;
end;
$$;
