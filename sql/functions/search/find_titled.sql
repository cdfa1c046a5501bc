-- find_titled: the items whose title or original title is what was typed, or is it but for a leading article.
-- Called by find_seed, choose_reading and scan_by_names, which asks for exact ones alone. Where there is none, those that are
-- it but for the spelling or a subtitle.
create or replace function cinelibre.find_titled(typed text, is_exact boolean default false)
returns setof integer
language plpgsql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _folded text := cinelibre.fold_title(find_titled.typed);
    _titles text[] := array[_folded];
begin
    if coalesce(_folded, '') = '' then
        return;
    end if;
    if not find_titled.is_exact then
        _titles := array[_folded, 'the ' || _folded, regexp_replace(_folded, '^(the|an?) ', '')];
    end if;
    return query
    select t.id
    from cinelibre.items as t
    where t.folded_title = any (_titles)
    union
    select o.id
    from cinelibre.items as o
    where cinelibre.fold_title(o.original_title) = any (_titles) and o.original_title is not null;
    if not found then
        return query select cinelibre.find_respelled(_folded);
    end if;
end;
$$;
