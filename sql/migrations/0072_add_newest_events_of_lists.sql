-- A list knows the newest event of its reader that was in the log when it was made: what came later may make it stale.
-- Lists from before know none, and stay valid as long as they did.
alter table cinelibre.recommendation_lists
add column newest_event bigint;
