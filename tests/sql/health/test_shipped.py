"""What the database says it was shipped, for comparison with the files."""

import hashlib

from tests.support.readers import rows, write

DESCRIBED = "select cinelibre.describe_shipped()"


def test_migrations_are_told_by_their_hash_and_functions_by_the_md5_of_their_present_body(database_url: str) -> None:
    write(
        database_url,
        """
        create function cinelibre.one() returns integer language sql as $$select 1;\r\n-- as shipped\n$$;
        create function public.two() returns integer language sql as $$select 2;$$;
        create function public.former() returns integer language sql as $$select 3;$$;
        create function public.strange() returns integer language sql as $$select 4;$$;
        delete from cinelibre.schema_migrations where true;
        delete from cinelibre.shipped_functions where true;
        insert into cinelibre.schema_migrations (name, sha256, applied_at) values
        ('0002_b.sql', 'bb', '2026-01-02'), ('0001_a.sql', 'aa', '2026-01-01');
        insert into cinelibre.shipped_functions (schema_name, function_name, signature, sha256, retired_by) values
        ('cinelibre', 'one', '', 'x', null), ('public', 'two', '', 'x', null),
        ('public', 'former', '', 'x', '0.9'), ('cinelibre', 'two', '', 'x', null);
        """,
    )

    # one by one line's end whatever the client's; a former one, a stranger and one that is not there are left out
    assert rows(database_url, DESCRIBED) == [
        (
            {
                "installed_at": "2026-01-01T00:00:00+00:00",
                "migrations": {"0001_a.sql": "aa", "0002_b.sql": "bb"},
                "functions": {
                    "cinelibre.one": hashlib.md5(b"select 1;\n-- as shipped\n").hexdigest(),
                    "public.two": hashlib.md5(b"select 2;").hexdigest(),
                },
            },
        )
    ]


def test_a_database_without_anything_shipped_says_so(database_url: str) -> None:
    write(
        database_url,
        "delete from cinelibre.schema_migrations where true; delete from cinelibre.shipped_functions where true",
    )

    assert rows(database_url, DESCRIBED) == [({"installed_at": None, "migrations": {}, "functions": {}},)]
