-- refuse_person: refuse a person whom the caller may not see, in the same words for everybody, even for nobody.
-- Called by everything that takes a person_id.
create or replace function cinelibre.refuse_person()
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.refuse(
        'PT404', 'person_not_found', 'person_id: You have no match and no friend of this id; GET /matches and GET /friends list them.'
    );
$$;
