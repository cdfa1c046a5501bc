-- forget_relations: delete what is not settled between a person and others: who asked whom.
-- Called by change_account when somebody no longer lets themselves be found. Friends stay, and so do declines and blocks.
create or replace function cinelibre.forget_relations(user_id integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n integer;
begin
    perform
    from cinelibre.relations as o
    where forget_relations.user_id in (o.user_id, o.other_id)
    order by o.user_id, o.other_id -- people who leave at once wait for each other's rows in this order
    for no key update;
    delete from cinelibre.relations as asked
    where forget_relations.user_id in (asked.user_id, asked.other_id)
        and asked.said = 'accepted'
        and not exists (
            select
            from cinelibre.relations as back
            where back.user_id = asked.other_id
                and back.other_id = asked.user_id
                and back.said = 'accepted'
        );
    get diagnostics _n = row_count;
    return _n;
end;
$$;
