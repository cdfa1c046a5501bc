-- get_followed_model: return the EASE model that new ratings change between trainings; null if there is none.
-- The chore refresh-ease. A held model (hold_model) is none, nor is one whose training did not write followed_items.
create or replace function public.get_followed_model()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('model_id', m.id)
    from cinelibre.models as m
    where m.kind = 'ease'
        and m.is_active
        and not m.is_held
        and exists (select from cinelibre.followed_items as f where f.model_id = m.id);
$$;
