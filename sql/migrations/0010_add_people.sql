-- Directors, the first of the cast, authors: lists show them and searches find by them, for movies and books alike.
alter table cinelibre.items add column people text[] not null default '{}';
