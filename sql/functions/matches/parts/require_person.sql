-- require_person: return whom a person_id names, if the reader may see them, and how the two stand to each other.
-- Called by everything that takes a person_id and only reads. PT404 for everybody else, in the same words as for an id
-- that is nobody's.
create or replace function cinelibre.require_person(reader_id integer, person_id uuid)
returns table (user_id integer, relation text)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _other_id integer := (
        select u.id
        from cinelibre.users as u
        where u.person_id = require_person.person_id
            and u.id <> require_person.reader_id
    );
    _relation text := cinelibre.relate(require_person.reader_id, _other_id);
begin
    if _other_id is null or not cinelibre.can_see(require_person.reader_id, _other_id, _relation) then
        perform cinelibre.refuse_person();
    end if;
    return query select _other_id, _relation;
end;
$$;
