-- What a reader leans to by what they clicked, viewed and saved stands beside their ratings: items and signed weights,
-- a rating of five stars being 1. shares says how much each rating counts, by what the reader chose; null is 1 for all.
alter type cinelibre.reader
add attribute leaning_ids integer[],
add attribute leaning_weights float8[],
add attribute shares float8[];
