-- What a filtered search reads: what filters ask of an item beside the signs of its vector's 384 numbers. A row is 150
-- bytes, not 800 as beside the vector and not 900 as in items, so all that a filter lets through can be looked at.
create table cinelibre.item_sketches (
    item_id integer primary key references cinelibre.item_embeddings (item_id) on delete cascade,
    item_type text not null,
    year integer,
    language text,
    folded_genres text[] not null,
    sketch bit(384) not null
);

insert into cinelibre.item_sketches (item_id, item_type, year, language, folded_genres, sketch)
select
    i.id,
    i.item_type,
    i.year,
    i.language,
    i.folded_genres,
    binary_quantize(e.embedding)
from cinelibre.item_embeddings as e
join cinelibre.items as i on i.id = e.item_id
order by i.item_type, i.folded_genres, i.year, i.id;

-- One index for genres and languages together: it intersects the two by itself, without a list of all of either.
create index item_sketches_by_filters on cinelibre.item_sketches using gin (folded_genres, (array[language]));

-- After the statement, when an item that comes with its vector is there whichever was written first.
create function cinelibre.sketch_embedding()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_sketches as s (item_id, item_type, year, language, folded_genres, sketch)
    select
        i.id,
        i.item_type,
        i.year,
        i.language,
        i.folded_genres,
        binary_quantize(new.embedding)
    from cinelibre.items as i
    where i.id = new.item_id
    on conflict (item_id) do update
    set sketch = excluded.sketch;
    return null;
end;
$$;

create trigger sketch_embedding after insert or update of embedding on cinelibre.item_embeddings
for each row execute function cinelibre.sketch_embedding();

create function cinelibre.sketch_item()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    update cinelibre.item_sketches as s
    set year = new.year,
        language = new.language,
        folded_genres = new.folded_genres
    where s.item_id = new.id;
    return null;
end;
$$;

create trigger sketch_item after update on cinelibre.items
for each row
when ((old.year, old.language, old.folded_genres) is distinct from (new.year, new.language, new.folded_genres))
execute function cinelibre.sketch_item();

analyze cinelibre.item_sketches;
