-- Which source put an item on a list, written down when it is shown: click-through by source is counted from impressions
-- alone, because lists are deleted after a week. Null of what was shown before, and if no source contributed.
alter table cinelibre.impressions
add column source text check (source <> '');
