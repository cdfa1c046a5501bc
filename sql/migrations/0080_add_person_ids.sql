-- A person is named to others by person_id, never by the account's id or e-mail. shares_ratings lets friends read what
-- the account gave, if they share theirs.
alter table cinelibre.users
add column person_id uuid not null default gen_random_uuid() unique,
add column shares_ratings boolean not null default false;
