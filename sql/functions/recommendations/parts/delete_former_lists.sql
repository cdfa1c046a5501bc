-- delete_former_lists: delete a user's lists of a type beyond the newest twenty, and all lists older than a week.
-- Called by keep_list. The current list of the day always stays. Lists of a front page are counted apart, so that
-- visits of the front page push no other list out.
create or replace function cinelibre.delete_former_lists(
    user_id integer,
    item_type text,
    kept_count integer default 20,
    has_rows boolean default false
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_deleted integer;
begin
    delete from cinelibre.recommendation_lists as l
    where l.user_id = delete_former_lists.user_id
        and (
            l.created_at < now() - interval '7 days'
            or l.id in (
                select former.id
                from cinelibre.recommendation_lists as former
                where former.user_id = delete_former_lists.user_id
                    and coalesce(former.item_type, '') = coalesce(delete_former_lists.item_type, '')
                    and (former.rows is not null) = delete_former_lists.has_rows
                order by former.is_current desc, former.created_at desc, former.id
                offset delete_former_lists.kept_count
            )
        );
    get diagnostics _n_deleted = row_count;
    return _n_deleted;
end;
$$;
