-- What is popular at the sources right now fills up what trends: without an index all items were sorted for it.
create index items_by_popularity on cinelibre.items (external_popularity desc nulls last, prominence desc, id);
