-- draw_share: return the number from 0 to 1 (exclusive) that a salt draws for a user, the same at every call.
-- Called by draw_variant. It is the first 48 bits of SHA-256: even over users, and independent between salts. PostgreSQL's
-- own hashes may change between versions.
create or replace function cinelibre.draw_share(salt text, user_id integer)
returns float8
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select ('x' || encode(substring(sha256(convert_to(draw_share.salt || ':' || draw_share.user_id, 'UTF8')) for 6), 'hex'))::bit(48)::bigint
        / 281474976710656::float8;
$$;
