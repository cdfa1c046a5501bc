-- What an answer says of each place of a list beside its item, written down when the list is first read again.
-- `told` has score, place, reasons and prediction, `brief` has id, score and the keys of the reasons; both are JSON, and
-- null at places that nobody has read.
alter table cinelibre.recommendation_lists
add column told text[],
add column brief text[];
