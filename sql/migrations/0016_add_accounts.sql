-- Accounts: who can log in, as what, and which tokens are good.
-- A token carries the number of its login. Good are those from tokens_valid_from to token_version, the newest, and
-- kept_token_version: the one that changed the password, when that ended all the others.
-- taste_version counts the changes of a user's ratings: what was computed from a former one is stale.
alter table cinelibre.users
add column password_hash text check (password_hash <> ''),
add column role text not null default 'user' check (role in ('user', 'service', 'admin')),
add column timezone text not null default 'UTC' check (timezone <> ''),
add column discoverable boolean not null default false,
add column token_version integer not null default 0,
add column tokens_valid_from integer not null default 1,
add column kept_token_version integer,
add column rating_count integer not null default 0,
add column taste_version integer not null default 0,
add check (password_hash is null or email is not null);
