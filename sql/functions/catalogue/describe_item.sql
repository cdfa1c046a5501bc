-- describe_item: a movie or a book as lists show it, or null.
create or replace function cinelibre.describe_item(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.tell_item(i)::jsonb
    from cinelibre.items as i
    where i.id = describe_item.item_id;
$$;
