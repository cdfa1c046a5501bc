-- Suggestions read indexes and not the items, which are wide: what many titles begin with is picked from the one, the
-- walk down from the best known stays within the other.
drop index cinelibre.items_by_folded_title;

create index items_by_folded_title on cinelibre.items (folded_title text_pattern_ops) include (item_type, prominence, id);

drop index cinelibre.items_by_prominence;

create index items_by_prominence on cinelibre.items (item_type, prominence desc, id) include (folded_title);

-- Words of titles alone: in the index of all words those of descriptions are ten times as many.
create index items_by_title_words on cinelibre.items using gin (ts_filter(search, '{a}'));
