-- Nobody reads how many places of a list were served, nor the correlations of neighbors: weights and what both rated tell.
alter table cinelibre.recommendation_lists
drop column served_count;

alter table cinelibre.user_neighbors
drop column correlations;
