-- How long somebody stayed on the page of an item. A second view within a minute repeats the first, so the seconds that
-- a client knows only at the end had no event to go with. Every stay counts, and none says what somebody likes.
insert into cinelibre.interaction_types (name, description)
values ('dwell', 'Stayed on its page, for some seconds')
on conflict do nothing;
