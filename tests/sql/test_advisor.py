"""What Supabase's database advisor calls an error or a warning, asked of the catalogue in our own words.

Each rule is a query for offenders and an offence that it must report, so that no rule is vacuous.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.support.servers import Server

# Row-level helpers that pin no search_path, so that they inline; their bodies name every schema.
INLINED = [
    "cinelibre.affinity_as_stars", "cinelibre.age_of_rating", "cinelibre.agrees", "cinelibre.can_be_matched",
    "cinelibre.correlate", "cinelibre.divide_opinions", "cinelibre.doubt_rating", "cinelibre.expect_rating",
    "cinelibre.find_by_source_ids", "cinelibre.find_event_fault", "cinelibre.fold_question", "cinelibre.is_good_token",
    "cinelibre.is_running", "cinelibre.item_columns", "cinelibre.list_features",
    "cinelibre.list_marks", "cinelibre.list_opinions", "cinelibre.rate_popularity", "cinelibre.score_match",
    "cinelibre.tell_place", "cinelibre.temper_points", "cinelibre.weigh_event", "cinelibre.tell_moment",
    "cinelibre.widen", "cinelibre.widths_of_poster",
]  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A query for what breaks the rule, SQL that breaks it, and what the query must answer then."""

    query: str
    offence: str
    offenders: list[str]


RULES = {
    "every_exposed_table_has_row_level_security": Rule(
        """
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace = 'public'::regnamespace
            and c.relkind in ('r', 'p')
            and not c.relrowsecurity
            and (has_table_privilege('anon', c.oid, 'select')
                or has_table_privilege('authenticated', c.oid, 'select'))
        """,
        """
        create table public.diaries (id integer primary key);
        grant select on public.diaries to authenticated;
        """,
        ["diaries"],
    ),
    "every_table_of_ours_is_open_to_service_role_alone": Rule(
        """
        select c.oid::regclass
        from pg_class as c
        left join pg_policies as p
            on p.schemaname = 'cinelibre'
            and p.tablename = c.relname
        where c.relnamespace = 'cinelibre'::regnamespace
            and c.relkind in ('r', 'p')
        group by c.oid
        having not c.relrowsecurity
            or jsonb_agg(jsonb_build_array(p.permissive, p.roles, p.cmd, p.qual, p.with_check))
                <> '[["PERMISSIVE", ["service_role"], "ALL", "true", null]]'
        """,
        """
        create table cinelibre.bare (id integer primary key);
        create policy second on cinelibre.books for select to service_role using (true);
        alter table cinelibre.movies disable row level security;
        """,
        ["cinelibre.bare", "cinelibre.books", "cinelibre.movies"],
    ),
    "policies_are_in_force": Rule(
        """
        select distinct c.oid::regclass
        from pg_policy as p
        join pg_class as c on c.oid = p.polrelid
        where not c.relrowsecurity
        """,
        "alter table cinelibre.movies disable row level security",
        ["cinelibre.movies"],
    ),
    # Only policies that the keys of browsers come under: service_role passes every policy by anyway.
    "no_policy_lets_strangers_write_everything": Rule(
        """
        select p.policyname
        from pg_policies as p
        where p.permissive = 'PERMISSIVE'
            and p.roles && '{public,anon,authenticated}'
            and (
                (p.cmd in ('ALL', 'UPDATE', 'DELETE') and coalesce(p.qual, 'true') in ('true', '(1 = 1)'))
                or (p.cmd = 'INSERT' and p.with_check is null)
                or p.with_check in ('true', '(1 = 1)')
            )
        """,
        """
        create policy anybody_adds on cinelibre.items for insert with check (true);
        create policy anybody_changes on cinelibre.items for update to anon using (1 = 1) with check (id > 0);
        create policy anybody_reads on cinelibre.items for select to anon using (true);
        create policy members_do on cinelibre.books to authenticated, service_role using (true);
        """,
        ["anybody_adds", "anybody_changes", "members_do"],
    ),
    # The reasons of those that are named are in docs/plans.md.
    "foreign_keys_have_an_index_or_a_reason": Rule(
        """
        select k.conrelid::regclass || ' ' || k.conname
        from pg_constraint as k
        where k.contype = 'f'
            and k.connamespace = 'cinelibre'::regnamespace
            and not exists (
                select
                from pg_index as i
                where i.indrelid = k.conrelid
                    and i.indpred is null
                    and (
                        (string_to_array(i.indkey::text, ' ')::int2[])[1:cardinality(k.conkey)] @> k.conkey
                        or (i.indisunique and i.indnkeyatts = 1 and i.indkey[0] = any (k.conkey))
                    )
            )
            and k.confrelid <> 'cinelibre.interaction_types'::regclass
            and k.conname <> 'item_embeddings_model_id_fkey'
        """,
        """
        create table cinelibre.diaries (id integer primary key, item_id integer references cinelibre.items (id));
        create table cinelibre.scribbles (item_id integer primary key references cinelibre.items (id));
        """,
        ["cinelibre.diaries diaries_item_id_fkey"],
    ),
    "no_two_permissive_policies_decide_the_same": Rule(
        """
        select distinct p.polrelid::regclass
        from pg_policy as p
        join pg_roles as r on p.polroles = '{0}' or r.oid = any (p.polroles)
        cross join unnest('{r,a,w,d}'::"char"[]) as action
        where p.polpermissive
            and p.polcmd in ('*', action)
            and not r.rolbypassrls
        group by p.polrelid, r.oid, action
        having count(*) > 1
        """,
        """
        create policy old_items on cinelibre.items for select to anon using (year < 1950);
        create policy spanish_items on cinelibre.items to anon using (language = 'es');
        create policy short_books on cinelibre.books for select to anon using (page_count < 99);
        create policy new_books on cinelibre.books for insert to anon with check (page_count < 99);
        """,
        ["cinelibre.items"],
    ),
    "policies_ask_for_the_session_once_and_not_for_each_row": Rule(
        r"""
        select distinct p.policyname
        from pg_policies as p
        cross join lateral (values (p.qual), (p.with_check)) as clause (body)
        where regexp_replace(clause.body, '\( select [^()]*\([^()]*\)[^()]*\)', '', 'gi')
            ~* '(\mauth\.\w+|current_setting)\('
        """,
        """
        create policy each_row on cinelibre.items for select to anon
            using (title = current_setting('app.title'));
        create policy each_new_row on cinelibre.items for insert to anon
            with check (title = current_setting('app.title'));
        create policy once on cinelibre.items for delete to anon
            using (title = (select current_setting('app.title')));
        """,
        ["each_new_row", "each_row"],
    ),
    "no_policy_trusts_what_users_write_about_themselves": Rule(
        """
        select p.policyname
        from pg_policies as p
        where concat(p.qual, p.with_check) ~ 'user_metadata'
        """,
        """
        create policy admins on cinelibre.items to authenticated
            using (current_setting('request.jwt.claims')::jsonb -> 'user_metadata' ->> 'role' = 'admin');
        """,
        ["admins"],
    ),
    "no_view_shows_accounts": Rule(
        """
        select distinct c.oid::regclass
        from pg_depend as d
        join pg_class as accounts on accounts.oid = d.refobjid
        join pg_rewrite as r on r.oid = d.objid
        join pg_class as c on c.oid = r.ev_class
        where d.classid = 'pg_rewrite'::regclass
            and accounts.relname = 'users'
            and accounts.relnamespace::regnamespace::text = 'auth'
            and c.relnamespace = 'public'::regnamespace
        """,
        """
        create schema auth;
        create table auth.users (id integer primary key);
        create view public.people with (security_invoker = on) as select * from auth.users;
        """,
        ["people"],
    ),
    "no_foreign_key_rests_on_an_account_s_other_columns": Rule(
        """
        select k.conname
        from pg_constraint as k
        join pg_class as target on target.oid = k.confrelid
        join pg_index as i on i.indexrelid = k.conindid
        where k.contype = 'f'
            and target.relnamespace::regnamespace::text = 'auth'
            and not i.indisprimary
        """,
        """
        create schema auth;
        create table auth.users (id integer primary key, email text unique);
        create table cinelibre.letters (
            id integer primary key references auth.users (id),
            email text constraint letters_to references auth.users (email)
        );
        """,
        ["letters_to"],
    ),
    "no_exposed_view_reads_with_its_owner_s_rights": Rule(
        """
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace = 'public'::regnamespace
            and c.relkind = 'v'
            and (has_table_privilege('anon', c.oid, 'select')
                or has_table_privilege('authenticated', c.oid, 'select'))
            and not exists (
                select
                from pg_options_to_table(c.reloptions) as o
                where o.option_name = 'security_invoker'
                    and o.option_value::boolean
            )
        """,
        """
        create view public.titles as select i.title from cinelibre.items as i;
        create view public.years with (security_invoker = on) as select i.year from cinelibre.items as i;
        grant select on public.titles, public.years to anon;
        """,
        ["titles"],
    ),
    "no_exposed_materialized_view": Rule(
        """
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace = 'public'::regnamespace
            and c.relkind = 'm'
            and (has_table_privilege('anon', c.oid, 'select')
                or has_table_privilege('authenticated', c.oid, 'select'))
        """,
        """
        create materialized view public.totals as select count(*) from cinelibre.items;
        grant select on public.totals to anon;
        """,
        ["totals"],
    ),
    "no_exposed_foreign_table": Rule(
        """
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace = 'public'::regnamespace
            and c.relkind = 'f'
            and (has_table_privilege('anon', c.oid, 'select')
                or has_table_privilege('authenticated', c.oid, 'select'))
        """,
        """
        create foreign data wrapper elsewhere;
        create server far_away foreign data wrapper elsewhere;
        create foreign table public.remote_items (id integer) server far_away;
        grant select on public.remote_items to authenticated;
        """,
        ["remote_items"],
    ),
    # GraphQL shows a relation to whoever may select one column of it, whatever the policies say.
    "graphql_shows_strangers_nothing": Rule(
        """
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace in ('public'::regnamespace, 'cinelibre'::regnamespace)
            and c.relkind in ('r', 'p', 'v', 'm', 'f')
            and (has_any_column_privilege('anon', c.oid, 'select')
                or has_any_column_privilege('authenticated', c.oid, 'select'))
        """,
        """
        grant select (title) on cinelibre.items to anon;
        grant select on cinelibre.books to authenticated;
        """,
        ["cinelibre.books", "cinelibre.items"],
    ),
    "no_exposed_column_holds_a_secret": Rule(
        """
        select concat_ws('.', c.oid::regclass, a.attname)
        from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace
            and c.relkind in ('r', 'p', 'v', 'm', 'f')
            and a.attnum > 0
            and a.attname ~* '(pass(word|wd|phrase|port)|pwd|secret|token|jwt|otp|(api|private|session).?key'
                '|ssn|card|iban|cvv|account_number|tax_id|license|patient|biometric|imei|mac_?addr)'
            and (has_column_privilege('anon', c.oid, a.attnum, 'select')
                or has_column_privilege('authenticated', c.oid, a.attnum, 'select'))
        """,
        """
        create table public.keys (id integer primary key, api_key text, color text, password_hash text);
        grant select (id, api_key, color) on public.keys to anon;
        """,
        ["keys.api_key"],
    ),
    "no_exposed_function_lends_its_owner_s_rights": Rule(
        """
        select p.oid::regprocedure
        from pg_proc as p
        where p.pronamespace = 'public'::regnamespace
            and p.prosecdef
            and (has_function_privilege('anon', p.oid, 'execute')
                or has_function_privilege('authenticated', p.oid, 'execute'))
        """,
        """
        create function public.open_door() returns integer language sql security definer return 1;
        create function public.open_gate() returns integer language sql security definer return 1;
        create function public.shut_door() returns integer language sql security definer return 1;
        revoke execute on function public.open_gate(), public.shut_door() from public;
        grant execute on function public.open_gate() to authenticated;
        """,
        ["open_door()", "open_gate()"],
    ),
    "every_function_but_the_inlined_pins_its_search_path": Rule(
        """
        select p.oid::regproc
        from pg_proc as p
        where p.pronamespace in ('public'::regnamespace, 'cinelibre'::regnamespace)
            and p.oid <> all (%(inlined)s::regproc[])
            and not exists (select from unnest(p.proconfig) as setting where starts_with(setting, 'search_path='))
        """,
        """
        create function cinelibre.adrift() returns integer language sql return 1;
        create function public.elsewhere() returns integer language sql set work_mem = '8MB' return 1;
        """,
        ["cinelibre.adrift", "elsewhere"],
    ),
    "no_extension_is_exposed": Rule(
        """
        select e.extname
        from pg_extension as e
        where e.extnamespace = 'public'::regnamespace
        """,
        "alter extension vector set schema public",
        ["vector"],
    ),
    "every_extension_is_up_to_date": Rule(
        """
        select e.name
        from pg_available_extensions as e
        where e.installed_version <> e.default_version
        """,
        "update pg_extension set extversion = '0.1.0' where extname = 'vector'",
        ["vector"],
    ),
    # Columns of these types name things by oid and keep a project from being upgraded.
    "no_column_points_into_the_catalogue": Rule(
        """
        select concat_ws('.', c.oid::regclass, a.attname)
        from pg_attribute as a
        join pg_class as c on c.oid = a.attrelid
        where c.relnamespace in ('public'::regnamespace, 'cinelibre'::regnamespace)
            and format_type(a.atttypid, null) ~ '^reg(?!(class|role|type)$)'
        """,
        """
        create table cinelibre.routines (id integer primary key, relation regclass, routine regprocedure);
        """,
        ["cinelibre.routines.routine"],
    ),
    "no_index_is_there_twice": Rule(
        r"""
        select distinct i.indrelid::regclass
        from pg_index as i
        join pg_class as c on c.oid = i.indexrelid
        where c.relnamespace in ('public'::regnamespace, 'cinelibre'::regnamespace)
        group by i.indrelid, regexp_replace(pg_get_indexdef(c.oid), ' INDEX \S+ ON ', ' INDEX ON ')
        having count(*) > 1
        """,
        """
        create index items_by_kind on cinelibre.items (item_type, id);
        create index some_books on cinelibre.books (publisher) where page_count > 100;
        create index other_books on cinelibre.books (publisher) where page_count > 200;
        """,
        ["cinelibre.items"],
    ),
    "every_table_has_a_primary_key": Rule(
        """
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace in ('public'::regnamespace, 'cinelibre'::regnamespace)
            and c.relkind in ('r', 'p')
            and not exists (
                select
                from pg_constraint as k
                where k.conrelid = c.oid
                    and k.contype = 'p'
            )
        """,
        "create table cinelibre.heap (id integer unique)",
        ["cinelibre.heap"],
    ),
}

rules = pytest.mark.parametrize("rule", [pytest.param(rule, id=claim) for claim, rule in RULES.items()])


@pytest.fixture
def database(any_server: Server) -> Iterator[str]:
    """A shipped database on each version in turn."""
    name = any_server.create_database("shipped")
    yield name
    any_server.drop_database(name)


def offenders(server: Server, database: str, rule: Rule) -> list[str]:
    """What breaks `rule`, in order."""
    with psycopg.connect(server.url_of(database)) as connection:
        found = connection.execute(rule.query, {"inlined": INLINED}).fetchall()
    return sorted(str(offender) for (offender,) in found)


@rules
def test_the_shipped_database_keeps_the_rule(any_server: Server, database: str, rule: Rule) -> None:
    found = offenders(any_server, database, rule)

    assert found == []


@rules
def test_an_offence_against_the_rule_is_found(any_server: Server, database: str, rule: Rule) -> None:
    any_server.execute(rule.offence, database)

    found = offenders(any_server, database, rule)

    assert found == rule.offenders


@pytest.mark.parametrize("helper", INLINED)
def test_an_inlined_helper_names_every_object_with_its_schema(any_server: Server, database: str, helper: str) -> None:
    redefine_without_search_path(any_server, database, helper)


def test_an_object_without_its_schema_is_found_in_a_helper(any_server: Server, database: str) -> None:
    any_server.execute(
        """
        set search_path = cinelibre;
        create function cinelibre.n_items() returns bigint language sql as 'select count(*) from items';
        """,
        database,
    )

    with pytest.raises(psycopg.errors.UndefinedTable):
        redefine_without_search_path(any_server, database, "cinelibre.n_items")


def redefine_without_search_path(server: Server, database: str, function: str) -> None:
    """Has PostgreSQL read the body of `function` again where only names with a schema are found."""
    with psycopg.connect(server.url_of(database, "postgres")) as connection:
        connection.execute("set search_path = ''")
        row = connection.execute("select pg_get_functiondef(%s::regproc)", [function]).fetchone()
        assert row
        connection.execute(row[0])
