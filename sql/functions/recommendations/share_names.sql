-- share_names: which of these names stand in both of two folded lists, as they are written and in their order.
-- Called by describe_likeness. Most items share nothing, which the first look tells.
create or replace function cinelibre.share_names(names text[], folded_names text[], other_names text[])
returns text[]
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if not coalesce(share_names.folded_names && share_names.other_names, false) then
        return '{}';
    end if;
    return array(
        select n.name
        from unnest(share_names.names) with ordinality as n (name, place)
        where cinelibre.fold_title(n.name) = any (share_names.folded_names)
            and cinelibre.fold_title(n.name) = any (share_names.other_names)
        order by n.place
    );
end;
$$;
