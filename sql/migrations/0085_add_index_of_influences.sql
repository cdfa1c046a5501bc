-- add_index_of_influences: deleting an item looks for the influences that name it.
create index influences_item_id_idx on cinelibre.influences (item_id);
