-- Every run of a job: who, when, what came of it. The run that has not ended is the job's lease: there is one of each
-- name at most, and it has to show that it is alive.
create table cinelibre.job_runs (
    id integer generated always as identity primary key,
    job_name text not null check (job_name ~ '^[a-z][a-z0-9_-]{0,49}$'),
    holder text not null,
    started_at timestamptz not null default now(),
    beat_at timestamptz not null default now(),
    ended_at timestamptz,
    outcome text check (outcome in ('done', 'failed', 'stopped', 'lost')),
    counts jsonb not null default '{}',
    errors text[] not null default '{}',
    check ((ended_at is null) = (outcome is null))
);

create unique index job_runs_under_way on cinelibre.job_runs (job_name) where ended_at is null;

create index job_runs_by_name on cinelibre.job_runs (job_name, id desc);
