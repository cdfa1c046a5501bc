-- get_interaction_types: return the types of events and what each one means.
-- GET /interactions/types.
create or replace function public.get_interaction_types()
returns table (
    name text,
    description text,
    affinity float8,
    preference float8,
    hides boolean,
    debounced boolean,
    takes_item boolean,
    mark text,
    undoes text,
    implied_rating real,
    in_history boolean
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        k.name, k.description, k.affinity, k.preference, k.hides, k.debounced, k.takes_item, k.mark, k.undoes,
        k.implied_rating, k.in_history
    from cinelibre.interaction_types as k
    order by k.name
    limit 1000;
$$;
