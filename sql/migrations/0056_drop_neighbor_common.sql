-- Nobody reads how many items a neighbor shares with a reader: find_neighbors counts them where they decide.
alter table cinelibre.user_neighbors
drop column common;

alter type cinelibre.reader drop attribute neighbor_common;
