-- Tokens of other issuers carry no number of a login, so the moment at which all tokens ended decides about them.
alter table cinelibre.users add column tokens_ended_at timestamptz;
