-- keep_influence: store how much an item or a feature moves a user's lists; answer how many rows changed.
-- Called by set_influence and import_influence, whose callers have locked the user. A weight of 1 is no row. PT409 beyond `most` rows.
-- A change ends the lists of the day and forgets the neighbors, so that the next list owes nothing to what is muted.
create or replace function cinelibre.keep_influence(
    user_id integer,
    kind text,
    name text,
    item_id integer,
    weight float8,
    set_at timestamptz default now(),
    most integer default 500
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_changed integer;
begin
    if keep_influence.weight = 1 then
        delete from cinelibre.influences as i
        where i.user_id = keep_influence.user_id
            and i.kind = keep_influence.kind
            and i.name is not distinct from keep_influence.name
            and i.item_id is not distinct from keep_influence.item_id;
    else
        insert into cinelibre.influences as i (user_id, kind, name, item_id, weight, set_at)
        values (
            keep_influence.user_id, keep_influence.kind, keep_influence.name, keep_influence.item_id,
            keep_influence.weight, keep_influence.set_at
        )
        on conflict on constraint influences_user_id_kind_name_item_id_key do update
        set weight = excluded.weight,
            set_at = excluded.set_at
        where i.weight <> excluded.weight;
    end if;
    get diagnostics _n_changed = row_count;
    if (select count(*) from cinelibre.influences as i where i.user_id = keep_influence.user_id) > keep_influence.most then
        perform cinelibre.refuse(
            'PT409', 'too_many_influences',
            format('You have set %s influences, which is the most: set one back to 1 first.', keep_influence.most)
        );
    end if;
    update cinelibre.users as u
    set taste_version = u.taste_version + 1
    where u.id = keep_influence.user_id
        and _n_changed > 0;
    update cinelibre.recommendation_lists as l
    set is_current = false
    where l.user_id = keep_influence.user_id
        and l.is_current
        and _n_changed > 0;
    delete from cinelibre.user_neighbors as n
    where n.user_id = keep_influence.user_id
        and _n_changed > 0;
    return _n_changed;
end;
$$;
