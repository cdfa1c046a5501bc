-- Nobody reads when an item was last written.
drop trigger touch_updated_at on cinelibre.items;

drop function cinelibre.touch_updated_at();

alter table cinelibre.items
drop column updated_at;
