-- Similar items go by phi instead of lift: lift has little to say of what is famous. The next training makes the model.
delete from cinelibre.models where kind = 'lift';
alter table cinelibre.models
drop constraint models_kind_check,
add constraint models_kind_check check (kind in ('embedding', 'ease', 'cosine', 'phi'));
