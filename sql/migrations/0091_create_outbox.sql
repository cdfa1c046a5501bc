-- Events on their way to other services (docs/streams.md). What writes an interaction, a feature snapshot or feedback
-- leaves its event here in the same transaction, while outbox_switch says so. The relay deletes what Kafka has.
-- A transaction that sets cinelibre.origin leaves none: imports do, and so does who applies events of other services,
-- because they came from the stream:  select set_config('cinelibre.origin', 'foreign', true)
create table cinelibre.outbox (
    id bigint generated always as identity primary key,
    event_id uuid not null default gen_random_uuid(),
    user_id integer not null references cinelibre.users (id) on delete cascade,
    type text not null check (type in ('interaction', 'features', 'feedback')),
    version smallint not null,
    payload jsonb not null check (jsonb_typeof(payload) = 'object'),
    created_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01);

create index outbox_by_user on cinelibre.outbox (user_id);

create table cinelibre.outbox_switch (
    is_only_row boolean primary key default true check (is_only_row),
    is_on boolean not null default false,
    changed_at timestamptz not null default now()
);

insert into cinelibre.outbox_switch default values;

create function cinelibre.is_streaming()
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select s.is_on and coalesce(current_setting('cinelibre.origin', true), '') = ''
    from cinelibre.outbox_switch as s
    where s.is_only_row;
$$;

create function cinelibre.stream_interactions()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if cinelibre.is_streaming() then
        perform cinelibre.queue_interactions(array(select n.id from new_interactions as n));
    end if;
    return null;
end;
$$;

create trigger stream_interactions
after insert on cinelibre.interactions
referencing new table as new_interactions
for each statement execute function cinelibre.stream_interactions();

create function cinelibre.stream_features()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if cinelibre.is_streaming() then
        perform cinelibre.queue_features(array(select n.id from new_snapshots as n));
    end if;
    return null;
end;
$$;

create trigger stream_features
after insert on cinelibre.feature_snapshots
referencing new table as new_snapshots
for each statement execute function cinelibre.stream_features();

create function cinelibre.stream_feedback()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if cinelibre.is_streaming() then
        perform cinelibre.queue_feedback(
            array(select n.id from new_feedback as n), case tg_op when 'INSERT' then 'given' else 'changed' end
        );
    end if;
    return null;
end;
$$;

create trigger stream_new_feedback
after insert on cinelibre.feedback
referencing new table as new_feedback
for each statement execute function cinelibre.stream_feedback();

create trigger stream_changed_feedback
after update on cinelibre.feedback
referencing new table as new_feedback
for each statement execute function cinelibre.stream_feedback();
