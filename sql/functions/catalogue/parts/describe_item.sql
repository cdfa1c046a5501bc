-- describe_item: return a movie or a book as lists show it, or null if there is none.
-- Called by every function that answers a list of items.
create or replace function cinelibre.describe_item(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select to_jsonb(c)
    from cinelibre.items as i
    cross join lateral cinelibre.item_columns(i) as c
    where i.id = describe_item.item_id;
$$;
