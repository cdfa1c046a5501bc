-- Which of the good tokens have ended by a logout of their device alone; end_tokens keeps the list short.
alter table cinelibre.users
add column ended_token_versions integer[] not null default '{}';
