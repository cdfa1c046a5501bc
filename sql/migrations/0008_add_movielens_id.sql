-- MovieLens names its movies by ids of its own; ratings refer to them, and a few have no TMDB id.
alter table cinelibre.movies add column movielens_id integer unique;
