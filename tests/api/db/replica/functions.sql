create function public.reads_where() returns boolean language sql stable as $$ select pg_is_in_recovery() $$;

create function public.writes_where() returns boolean language sql volatile as $$ select pg_is_in_recovery() $$;

create table public.marks (id integer primary key);

create function public.leave_mark(id integer, caller_id integer default null, acts_for integer default null)
returns integer language sql volatile
as $$ insert into public.marks values (leave_mark.id) returning marks.id $$;

create function public.count_marks(caller_id integer default null, acts_for integer default null)
returns bigint language sql stable
as $$ select count(*) from public.marks $$;

create function public.count_marks_slowly() returns bigint language plpgsql stable
as $$
declare
    _n bigint := (select count(*) from public.marks);
begin
    perform pg_sleep(1);
    return _n;
end;
$$;

create function public.refuse() returns integer language plpgsql stable
as $$ begin raise exception using errcode = 'PT404', message = 'item_not_found'; end $$;

create function public.sleep_too_long() returns integer language plpgsql stable
set statement_timeout = '100ms'
as $$ begin perform pg_sleep(60); return 1; end $$;
