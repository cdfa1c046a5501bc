-- delete_searches: delete what a user searched for, one question with all its events, or everything.
-- DELETE /search/history/{search_id}, DELETE /search/history. PT404 if none of the user's searches has the id. Of searches
-- that cleanup rolled up only the number is left; they go with everything, because nobody knows what they were about.
create or replace function public.delete_searches(
    caller_id integer,
    caller_version integer,
    search_id bigint,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(
            delete_searches.caller_id, delete_searches.caller_version, delete_searches.acts_for
        ) as c
    );
    _folded text;
    _n_events integer;
begin
    perform cinelibre.lock_user(_user_id, delete_searches.acts_for);
    select cinelibre.fold_question(e.query)
    into _folded
    from cinelibre.interactions as e
    where e.id = delete_searches.search_id
        and e.user_id = _user_id
        and e.interaction_type = 'search';
    if not found and delete_searches.search_id is not null then
        raise exception using errcode = 'PT404', message = 'search_not_found',
            detail = format('You have no search with the id %s.', delete_searches.search_id);
    end if;
    delete from cinelibre.interactions as e
    where e.user_id = _user_id
        and e.interaction_type = 'search'
        and (delete_searches.search_id is null or cinelibre.fold_question(e.query) = _folded);
    get diagnostics _n_events = row_count;
    delete from cinelibre.preference_rollups as p
    where p.user_id = _user_id
        and p.interaction_type = 'search'
        and delete_searches.search_id is null;
    return jsonb_build_object('n_deleted', _n_events);
end;
$$;
