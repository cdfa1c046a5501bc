-- The rows of a front page are a list that is kept for some minutes, apart from the last twenty of a type.
-- rows: {"asked": what was asked for, "rows": the rows in their order, each with its item_ids}; null of any other list.
alter table cinelibre.recommendation_lists
add column rows jsonb check (jsonb_typeof(rows) = 'object');
