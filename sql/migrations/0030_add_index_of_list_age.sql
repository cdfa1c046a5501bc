-- The hourly cleanup looks for the oldest lists of all users.
create index recommendation_lists_by_age on cinelibre.recommendation_lists (created_at, id);
