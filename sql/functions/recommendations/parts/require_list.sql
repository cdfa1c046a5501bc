-- require_list: return a list of the user's own, or raise PT404; PT410 after a week.
-- Called by serve_batch and get_receipt.
create or replace function cinelibre.require_list(user_id integer, recommendation_id uuid)
returns cinelibre.recommendation_lists
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _list cinelibre.recommendation_lists := (
        select l
        from cinelibre.recommendation_lists as l
        where l.id = require_list.recommendation_id
            and l.user_id = require_list.user_id
    );
begin
    if _list.id is null then
        raise exception using errcode = 'PT404', message = 'list_not_found',
            detail = 'You have no list with this recommendation_id, or no longer: lists are kept for seven days.';
    end if;
    if _list.created_at < now() - interval '7 days' then
        raise exception using errcode = 'PT410', message = 'list_expired',
            detail = 'This list is older than seven days: ask for a new one.';
    end if;
    return _list;
end;
$$;
