-- A third kind of item model: which items the same people liked more often than chance would have it.
-- Similar items go by it: EASE and cosine lead to what is famous, lift to what is alike.
alter table cinelibre.models
drop constraint models_kind_check,
add constraint models_kind_check check (kind in ('embedding', 'ease', 'cosine', 'lift'));
