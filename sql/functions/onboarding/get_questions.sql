-- get_questions: return the titles whose rating would tell most of the caller, most telling first.
-- GET /onboarding/next, which chooses among them. From `enough` ratings on there are none. gain compares titles of one
-- type: the most telling one of each has 1. `share` compares with what the first question told. `near` says which others
-- of these the same people like.
create or replace function public.get_questions(
    caller_id integer,
    caller_version integer,
    item_type text,
    skip_ids integer[],
    enough integer,
    per_type integer,
    overlap_weight float8,
    acts_for integer default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users := (
        select u
        from cinelibre.require_caller(get_questions.caller_id, get_questions.caller_version, get_questions.acts_for) as c
        join cinelibre.users as u on u.id = c.user_id
    );
begin
    return (
        with telling as materialized (
            select t.*
            from unnest(array['movie', 'book']) as kinds (kind)
            cross join lateral cinelibre.list_telling(
                _user.id, kinds.kind, get_questions.skip_ids, get_questions.per_type, get_questions.overlap_weight
            ) as t
            where kinds.kind = coalesce(get_questions.item_type, kinds.kind)
                and _user.rating_count < get_questions.enough
        ),
        ids as materialized (
            select array(select t.item_id from telling as t) as chosen
        )
        select jsonb_build_object('n_rated', _user.rating_count, 'items', coalesce(
            jsonb_agg(
                d.item::jsonb || jsonb_build_object(
                    'gain', t.gain, 'share', t.share, 'n_raters', t.n_raters, 'n_liked', t.n_liked, 'is_simulated', t.is_simulated,
                    'overlap', t.overlap, 'near', coalesce(n.near, '{}')
                )
                order by t.gain desc, t.item_id
            ),
            '[]'
        ))
        from ids
        cross join cinelibre.describe_items(ids.chosen, _user.id) as d
        join telling as t on t.item_id = d.item_id
        left join cinelibre.list_near(ids.chosen, ids.chosen) as n on n.item_id = d.item_id
    );
end;
$$;
