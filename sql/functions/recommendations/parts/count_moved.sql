-- count_moved: add up the weights, without their signs, of what a user clicked, viewed and searched since a list.
-- Called by find_stored_list, find_stored_rows and find_former_list. It leaves out what raises taste_version anyway:
-- ratings and what stands for them. Events that arrive late count, because ids say what came after newest_event.
create or replace function cinelibre.count_moved(user_id integer, newest_event bigint, made_at timestamptz)
returns float8
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select coalesce(round(sum(abs(k.preference))::numeric, 9), 0)
        from cinelibre.interactions as e
        join cinelibre.interaction_types as k on k.name = e.interaction_type
        where e.user_id = count_moved.user_id
            and e.occurred_at > count_moved.made_at - interval '2 days'
            and e.id > count_moved.newest_event
            and k.implied_rating is null
            and not k.hides
    );
end;
$$;
