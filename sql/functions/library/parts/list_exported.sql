-- list_exported: list a page of one part of everything that an account has; an unknown part has no entries.
-- Called by get_library_page. A new part is two lines here, a function `list_exported_…` and a name in api/library.
create or replace function cinelibre.list_exported(user_id integer, part text, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    case list_exported.part
        when 'account' then
            return query select 1::bigint, cinelibre.describe_user(list_exported.user_id) - 'id' where list_exported.after < 1;
        when 'ratings' then
            return query select e.* from cinelibre.list_exported_ratings(user_id, after, page_limit) as e;
        when 'shelf' then
            return query select e.* from cinelibre.list_exported_shelf(user_id, after, page_limit) as e;
        when 'interactions' then
            return query select e.* from cinelibre.list_exported_interactions(user_id, after, page_limit) as e;
        when 'rollups' then
            return query select e.* from cinelibre.list_exported_rollups(user_id, after, page_limit) as e;
        when 'influences' then
            return query select e.* from cinelibre.list_exported_influences(user_id, after, page_limit) as e;
        when 'services' then
            return query select e.* from cinelibre.list_exported_services(user_id, after, page_limit) as e;
        when 'summary' then
            return query select e.* from cinelibre.list_exported_summary(user_id, after, page_limit) as e;
        when 'snapshots' then
            return query select e.* from cinelibre.list_exported_snapshots(user_id, after, page_limit) as e;
        when 'notes' then
            return query select e.* from cinelibre.list_exported_notes(user_id, after, page_limit) as e;
        when 'reviews' then
            return query select e.* from cinelibre.list_exported_reviews(user_id, after, page_limit) as e;
        when 'reports' then
            return query select e.* from cinelibre.list_exported_reports(user_id, after, page_limit) as e;
        when 'feedback' then
            return query select e.* from cinelibre.list_exported_feedback(user_id, after, page_limit) as e;
        when 'people' then
            return query select e.* from cinelibre.list_exported_people(user_id, after, page_limit) as e;
        when 'person_reports' then
            return query select e.* from cinelibre.list_exported_person_reports(user_id, after, page_limit) as e;
        when 'groups' then
            return query select e.* from cinelibre.list_exported_groups(user_id, after, page_limit) as e;
        when 'evenings' then
            return query select e.* from cinelibre.list_exported_evenings(user_id, after, page_limit) as e;
        when 'experiments' then
            return query select e.* from cinelibre.list_exported_experiments(user_id, after, page_limit) as e;
        else
            return;
    end case;
end;
$$;
