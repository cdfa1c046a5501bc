-- A gate that refused a new model holds the one in place: it follows no new ratings until a training is taken.
alter table cinelibre.models
add column is_held boolean not null default false;
