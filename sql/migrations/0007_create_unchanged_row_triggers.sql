-- A sync rewrites what it finds: rows that stay the same are skipped, and updated_at tells when one truly changed.
-- Values are compared, not bytes as suppress_redundant_updates_trigger does: long texts are stored compressed.
create function cinelibre.skip_update()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return null;
end;
$$;

create function cinelibre.touch_updated_at()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

-- Triggers fire in the order of their names: skip_unchanged comes before touch_updated_at.
create trigger skip_unchanged before update on cinelibre.items
for each row when (old.* is not distinct from new.*) execute function cinelibre.skip_update();

create trigger touch_updated_at before update on cinelibre.items
for each row execute function cinelibre.touch_updated_at();

create trigger skip_unchanged before update on cinelibre.movies
for each row when (old.* is not distinct from new.*) execute function cinelibre.skip_update();

create trigger skip_unchanged before update on cinelibre.books
for each row when (old.* is not distinct from new.*) execute function cinelibre.skip_update();

create trigger skip_unchanged before update on cinelibre.item_embeddings
for each row when (old.* is not distinct from new.*) execute function cinelibre.skip_update();
