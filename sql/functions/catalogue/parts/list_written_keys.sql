-- list_written_keys: list the keys by which a title that somebody wrote is looked up; docs/matching.md has the rules.
-- Called by find_keyed_items, get_twin_books and list_titled. Kinds: title, respelled (see respell_title), plain (without
-- an edition's words) and short (without another subtitle).
create or replace function cinelibre.list_written_keys(title text)
returns table (kind text, key text)
language plpgsql
immutable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _key text := nullif(cinelibre.title_key(list_written_keys.title), '');
    _respelled text := nullif(cinelibre.respell_title(list_written_keys.title), list_written_keys.title);
    _novel text := ',\s+a\s+(?:novel|memoir)\s*$';
begin
    if _key is null then
        return;
    end if;
    kind := 'title';
    key := _key;
    return next;
    kind := 'respelled';
    key := cinelibre.title_key(_respelled);
    if key <> _key then
        return next;
    end if;
    if list_written_keys.title ~* _novel then
        kind := 'plain';
        key := cinelibre.title_key(regexp_replace(list_written_keys.title, _novel, '', 'i'));
        return next;
    end if;
    if list_written_keys.title ~* '[-–—:;(.[]|\mor\M' then -- what list_beginnings looks for
        return query
        select case when b.is_edition then 'plain' else 'short' end, b.key
        from cinelibre.list_beginnings(list_written_keys.title) as b
        where b.key <> '';
    end if;
end;
$$;
