-- What was shown, so that a list can be judged by what was passed over. One event names many items in its context, for
-- a row an item would be most of the log. It belongs to no item: neither tastes nor trends read it.
insert into cinelibre.interaction_types (name, description, takes_item)
values ('impression', 'Saw items in a list: its context names the list and them', false)
on conflict do nothing;
