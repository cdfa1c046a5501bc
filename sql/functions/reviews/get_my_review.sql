-- get_my_review: return a reader's own review of one item, or raise PT404 if there is no such item.
-- GET /reviews/{item_type}/{item_id}.
create or replace function public.get_my_review(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_my_review(
        caller.user_id, cinelibre.require_item(get_my_review.item_id, get_my_review.item_type)
    )
    from cinelibre.require_caller(get_my_review.caller_id, get_my_review.caller_version, get_my_review.acts_for) as caller;
$$;
