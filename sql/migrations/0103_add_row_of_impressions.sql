-- What a reader saw in rows of a front page, as their client tells: the row's key. Null of what lists showed.
alter table cinelibre.impressions
add column row_key text check (row_key <> '');
