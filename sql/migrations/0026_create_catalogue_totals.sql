-- How often all items of a type were rated at their sources, kept with every change: popularity is a share of it.
create table cinelibre.catalogue_totals (
    item_type text primary key check (item_type in ('movie', 'book')),
    external_total float8 not null default 0
);

insert into cinelibre.catalogue_totals (item_type, external_total)
select
    kind,
    coalesce((select sum(i.external_count) from cinelibre.items as i where i.item_type = kind), 0)
from unnest(array['movie', 'book']) as kind;

create function cinelibre.count_catalogue()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        update cinelibre.catalogue_totals as t
        set external_total = t.external_total + added.n
        from (select a.item_type, sum(a.external_count) as n from new_items as a group by a.item_type) as added
        where t.item_type = added.item_type
            and added.n <> 0;
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        update cinelibre.catalogue_totals as t
        set external_total = t.external_total - gone.n
        from (select g.item_type, sum(g.external_count) as n from old_items as g group by g.item_type) as gone
        where t.item_type = gone.item_type
            and gone.n <> 0;
    end if;
    return null;
end;
$$;

create trigger count_new_items
after insert on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.count_catalogue();

create trigger count_changed_items
after update on cinelibre.items
referencing old table as old_items new table as new_items
for each statement execute function cinelibre.count_catalogue();

create trigger count_deleted_items
after delete on cinelibre.items
referencing old table as old_items
for each statement execute function cinelibre.count_catalogue();
