-- can_be_matched: say whether an account may be shown to people of similar taste.
-- Called by everything that shows people. Service accounts and the demo's simulated raters are nobody. It has no
-- search_path of its own, so that it is inlined.
create or replace function cinelibre.can_be_matched(account cinelibre.users)
returns boolean
language sql
immutable
as $$
    select (can_be_matched.account).discoverable
        and (can_be_matched.account).role <> 'service'
        and coalesce((can_be_matched.account).external_id, '') not like 'simulated:%';
$$;
