-- examine_reader: write down that an admin looks at a reader's list, and return what that list is made of.
-- POST /admin/readers, the first of two calls; `get_examined_list` is the second. A reader is named by id or exact
-- e-mail. PT404 if there is none; admins and services are nobody to look at. `stored` is the list that the reader gets
-- as long as it is valid. `every` has the candidates of all sources, also of those that have no weight.
create or replace function public.examine_reader(
    caller_id integer,
    caller_version integer,
    per_source integer,
    content_limit integer,
    batch_size integer,
    first_count integer,
    weights jsonb,
    uses_trained boolean,
    moved_from float8,
    match_threshold float8,
    acts_for integer default null,
    reader_id integer default null,
    email text default null,
    item_type text default null
)
returns json
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _noted record := cinelibre.record_examination(
        cinelibre.require_admin((
            select c.user_id
            from cinelibre.require_caller(
                examine_reader.caller_id, examine_reader.caller_version, examine_reader.acts_for
            ) as c
        )),
        examine_reader.reader_id,
        examine_reader.email
    );
    _user cinelibre.users := (select u from cinelibre.users as u where u.id = _noted.user_id);
    _day date := (now() at time zone _user.timezone)::date;
    _near cinelibre.user_neighbors := (select n from cinelibre.user_neighbors as n where n.user_id = _user.id);
    _varied record := cinelibre.find_variant(_user.id);
    _list cinelibre.recommendation_lists := cinelibre.find_stored_list(
        _user.id, examine_reader.item_type, _user.taste_version, _day, _near.computed_at, examine_reader.moved_from,
        _varied.label
    );
    _weights jsonb := cinelibre.choose_weights(weights, uses_trained, cinelibre.count_told(_user.id, _user.rating_count), _varied.settings);
begin
    return json_build_object(
        'audit_event_id', _noted.id,
        'reader', cinelibre.describe_reader(_user, _near),
        'stored', cinelibre.describe_stored(_list, examine_reader.batch_size, examine_reader.match_threshold),
        'made_at', _list.created_at,
        'variant', to_json(_varied),
        'n_ratings', _user.rating_count,
        'made_of', cinelibre.describe_material(
            _user.id, _day, item_type, '{}', false, true, false, per_source, content_limit, first_count, _weights,
            variant => _varied.label
        ),
        'every', cinelibre.describe_material(
            _user.id, _day, item_type, '{}', false, false, false, per_source, content_limit, first_count, null
        )
    );
end;
$$;
