-- share_names: return those of some names whose folded form is in another list, as written and in order.
-- Called by describe_likeness for lists that have something in common.
create or replace function cinelibre.share_names(names text[], folded_names text[], other_names text[])
returns text[]
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return array(
        select n.name
        from unnest(share_names.names, share_names.folded_names) with ordinality as n (name, folded, place)
        where n.folded = any (share_names.other_names)
        order by n.place
    );
end;
$$;
