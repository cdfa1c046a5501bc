-- Vectors live in the extension's own schema, as on hosted Supabase; one that is already installed elsewhere is used there.
create schema if not exists extensions;
create extension if not exists vector with schema extensions;
