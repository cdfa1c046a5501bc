-- The sync keeps items that their source has withdrawn (decision 0016), so nothing writes or reads which those are.
alter table cinelibre.source_checks
drop column is_gone;
