-- share_person: say whether two lists of people may have one in common; null if one list is empty.
-- Called by find_titled_items and share_author. Both lists come from parse_people.
create or replace function cinelibre.share_person(people text[], others text[])
returns boolean
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        case
            when share_person.people <> '{}' and share_person.others <> '{}' then exists (
                select
                from unnest(share_person.people) as one
                cross join unnest(share_person.others) as other
                where (split_part(one, ' ', -1) = split_part(other, ' ', -1) or char_length(one) = char_length(other))
                    and cinelibre.is_same_person(string_to_array(one, ' '), string_to_array(other, ' '))
            )
        end;
$$;
