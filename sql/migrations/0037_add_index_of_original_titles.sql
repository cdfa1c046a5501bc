-- An original title that is typed exactly finds its item as the title does.
create index items_by_original_title on cinelibre.items (cinelibre.fold_title(original_title)) where original_title is not null;
