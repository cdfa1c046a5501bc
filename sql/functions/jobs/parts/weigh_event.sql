-- weigh_event: return what an event says for or against an item: the weight of its type, or what its stars say.
-- Called by roll_up_users. The trend weighs events likewise.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.weigh_event(preference float8, rating real)
returns float8
language sql
immutable
as $$
    select
        case
            when weigh_event.rating is null then weigh_event.preference
            when weigh_event.rating < 2 then -0.3::float8
            when weigh_event.rating < 4 then -0.3::float8 + 0.4::float8 * (weigh_event.rating - 2)
            else 0.5::float8 + 0.2::float8 * (weigh_event.rating - 4)
        end;
$$;
