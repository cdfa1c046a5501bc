-- A reader's searches are read at every letter that they type, so they have an index of their own.
create index interactions_searches on cinelibre.interactions (user_id, occurred_at desc, id)
where interaction_type = 'search';
