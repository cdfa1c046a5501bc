-- Functions for the contract between the port and a database: one for each kind of value and of failure.
create function public.contract_echo(value jsonb default null) returns jsonb language sql stable
as $$ select contract_echo.value $$;

create function public.contract_values() returns jsonb language sql stable
as $$ select '{"deep": [1, {"null": null}], "text": "ж 🎬"}'::jsonb $$;

create function public.contract_rows(n integer default 2)
returns table (
    id integer, big bigint, exact numeric, inexact float8, half real, text_value text, is_true boolean,
    day date, moment timestamptz, texts text[], numbers integer[], nothing text, document jsonb, vector_value extensions.vector
)
language sql stable
as $$
    select
        i, 9007199254740993, 3.50, 0.1::float8, 8.3::real, 'ж 🎬 "quoted" \ back', true,
        date '1995-10-30', timestamptz '2026-11-20 08:48:22.123456+05:30', array['a', null, '{b}'], '{}'::integer[],
        null::text, '{"k": [1.5, null]}'::jsonb, '[1,2.5,-3]'::extensions.vector
    from generate_series(1, contract_rows.n) as i
    order by i
$$;

create function public.contract_scalars(n integer) returns setof integer language sql stable
as $$ select i from generate_series(1, contract_scalars.n) as i order by i $$;

create function public.contract_arguments(
    texts text[] default array['omitted'], numbers integer[] default null, vector_value extensions.vector default null,
    half extensions.halfvec default null, moment timestamptz default null, exact numeric default null,
    flag boolean default null, document jsonb default null, word text default 'omitted'
)
returns jsonb language sql stable
as $$
    select jsonb_build_object(
        'texts', texts, 'n_texts', cardinality(texts), 'numbers', numbers, 'vector', vector_value::text,
        'half', half::text, 'moment', moment at time zone 'UTC', 'exact', exact, 'flag', flag,
        'document', document, 'document_type', jsonb_typeof(document), 'word', word
    )
$$;

create function public.contract_null() returns integer language sql stable
as $$ select null::integer $$;

create function public.contract_number() returns integer language sql stable
as $$ select 7 $$;

create function public.contract_text() returns text language sql stable
as $$ select 'a "word"' $$;

create function public.contract_moment() returns timestamptz language sql stable
as $$ select timestamptz '2026-11-20 08:48:22.5+00' $$;

create function public.contract_raise(code text, slug text default 'a_slug', sentence text default 'A sentence.')
returns integer language plpgsql stable
as $$ begin raise exception using errcode = code, message = slug, detail = sentence; end $$;

create table public.contract_table (id integer primary key, parent integer references public.contract_table, n integer check (n > 0));

create function public.contract_insert(id integer, parent integer default null, n integer default 1)
returns integer language sql volatile
as $$ insert into public.contract_table values (contract_insert.id, contract_insert.parent, contract_insert.n) returning id $$;

create function public.contract_count() returns bigint language sql stable
as $$ select count(*) from public.contract_table $$;

create function public.contract_two_writes(id integer) returns integer language plpgsql volatile
as $$
begin
    perform public.contract_insert(contract_two_writes.id);
    perform public.contract_insert(contract_two_writes.id);
    return 1;
end
$$;

-- Says that it only reads, and writes.
create function public.contract_false_reader() returns integer language plpgsql stable
as $$ begin return public.contract_insert(99); end $$;

create function public.contract_divide(by integer) returns integer language sql stable
as $$ select 1 / contract_divide.by $$;

create function public.contract_sleep(seconds float8) returns integer language plpgsql stable
set statement_timeout = '300ms'
as $$ begin perform pg_sleep(contract_sleep.seconds); return 1; end $$;

create function public.contract_settings() returns jsonb language sql stable
as $$
    select jsonb_build_object(
        'statement_timeout', current_setting('statement_timeout'),
        'read_only', current_setting('transaction_read_only'),
        'timezone', current_setting('timezone')
    )
$$;

grant execute on all functions in schema public to service_role;
grant all on public.contract_table to service_role;
alter table public.contract_table enable row level security;
create policy contract_service on public.contract_table for all to service_role using (true);
notify pgrst, 'reload schema';
