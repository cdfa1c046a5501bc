-- describe_changes: return the counts of one reader's changes, a name for each kind of message.
-- Called by get_live_state, open_live and get_live_changes. Rows of the front page end by the rule of lists.
create or replace function cinelibre.describe_changes(list bigint, matches bigint, friends bigint)
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'list', describe_changes.list,
        'rows', describe_changes.list,
        'matches', describe_changes.matches,
        'friends', describe_changes.friends
    );
$$;
