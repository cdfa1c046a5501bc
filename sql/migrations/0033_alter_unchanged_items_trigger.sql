-- A dump must restore: a trigger that asks for whole rows may stay on a table that gets generated columns later, but
-- cannot be made on one that has them, so pg_dump, pg_upgrade and Supabase's restore all ended at this one.
-- Generated columns are computed after it; those forgotten here would make rows look changed, never unchanged.
create function cinelibre.skip_unchanged_item()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    old.folded_title := null;
    old.search := null;
    old.folded_people := null;
    old.folded_genres := null;
    old.prominence := null;
    old.damped_rating := null;
    if old is not distinct from new then
        return null;
    end if;
    return new;
end;
$$;

drop trigger skip_unchanged on cinelibre.items;

create trigger skip_unchanged before update on cinelibre.items
for each row execute function cinelibre.skip_unchanged_item();
