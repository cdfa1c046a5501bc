"""The rules of the house. A rule that no test here keeps is not a rule."""

import ast
import re
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from api.app import create_app
from api.settings import ROOT, Settings
from api.ship.picture import draw_tables
from api.ship.shipping import paste
from api.ship.sql_tree import SqlTree
from tests.support.servers import Server

PYTHON_FILES = sorted((ROOT / "api").rglob("*.py"))
TEST_FILES = sorted(path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts)
FUNCTION_FILES = sorted((ROOT / "sql" / "functions").rglob("*.sql"))
MIGRATIONS = sorted((ROOT / "sql" / "migrations").glob("*.sql"))
PINNED = "set search_path = cinelibre, public, extensions, pg_temp"
# Row-level helpers that must inline: their bodies name every object with its schema.
INLINED = {
    "affinity_as_stars", "agrees", "can_be_matched", "correlate", "find_event_fault", "is_running", "score_match",
    "age_of_rating", "divide_opinions", "doubt_rating", "expect_rating", "find_by_source_ids", "fold_question",
    "is_good_token", "item_columns", "widen", "widths_of_poster",
    "list_features", "list_marks", "list_opinions", "rate_popularity", "tell_moment", "tell_place", "temper_points",
    "weigh_event",
}  # fmt: skip

SQL_FUNCTION = re.compile(r"^create (?:or replace )?function ([\w.]+)\(.*?^\$\w*\$.*?;$", re.MULTILINE | re.DOTALL)
# SQL functions of more than 60 lines, each with its reason.
LONG = {
    "cinelibre.count_ratings": "stands in a migration that was applied, which nobody edits",
    "cinelibre.place_works": "stands in a migration that was applied, which nobody edits",
    "cinelibre.ship_function": "runs before anything else is there, so it can call nothing",
}


# The lists of exceptions below may only shrink.
LONG_FUNCTIONS = {"book_record": 34, "movie_record": 39}  # each is one mapping from a source's fields to ours
LONG_TEST_FUNCTIONS = {  # each follows one file, or one life, to its end
    "test_letterboxds_zip_gives_ratings_seen_history_watchlist_and_likes": 57,
    "test_goodreads_books_are_found_by_isbn_series_and_author": 41,
    "test_a_csv_of_any_make_is_found_by_whichever_column_it_has": 56,
    "test_a_document_of_our_own_is_found_by_ids_of_sources_and_titles_and_never_by_its_own_ids": 57,
    "test_trakts_zip_gives_stars_viewings_watchlist_and_favorites": 42,
}
LONG_TESTS = {  # by file: the most lines that it may have until somebody splits it
    "acceptance/test_running.py": 450,
    "api/auth/test_limits.py": 400,
    "api/auth/test_tokens.py": 400,
    "api/chores/test_scheduler.py": 400,
    "api/doctor/test_doctor_judgements.py": 400,
    "api/http/test_bodies.py": 400,
    "api/http/test_connections.py": 350,
    "api/interactions/test_shelf.py": 350,
    "api/library/test_formats.py": 400,
    "api/library/test_imports.py": 400,
    "api/recommendations/test_row_rules.py": 350,
    "api/ship/test_shipping.py": 350,
    "jobs/sync/test_faults.py": 350,
    "jobs/test_user.py": 350,
    "sql/catalogue/test_catalogue_functions.py": 450,
    "sql/interactions/test_implied_ratings.py": 350,
    "sql/interactions/test_interactions.py": 350,
    "sql/recommendations/test_get_similar_items.py": 350,
    "sql/search/test_match.py": 350,
    "sql/search/test_readings.py": 400,
    "sql/test_advisor.py": 500,
    "support/sources.py": 350,
}


def names(paths: list[Path]) -> list[str]:
    """Ids for parametrised tests."""
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", FUNCTION_FILES, ids=names(FUNCTION_FILES))
def test_a_function_file_holds_one_function_of_its_name_headed_by_a_sentence(path: Path) -> None:
    text = path.read_text()

    assert re.match(rf"-- {path.stem}: .+[.;]", text)
    assert re.findall(r"^create or replace function (?:public|cinelibre)\.(\w+)\(", text, re.MULTILINE) == [path.stem]
    assert PINNED in text or path.stem in INLINED
    assert (path.parent.name == "parts") is ("function cinelibre." in text), "entry points stand above their parts"
    assert path.parent.name != "parts" or not path.stem.startswith(("get_", "read_")), "list_, find_, parse_ or build_"
    assert "when others" not in text.lower()


def test_a_sql_function_is_at_most_60_lines_or_has_a_reason() -> None:
    paths = [*FUNCTION_FILES, *MIGRATIONS, ROOT / "sql" / "shipping.sql"]
    found = [match for path in paths for match in SQL_FUNCTION.finditer(path.read_text())]
    long = {match[1] for match in found if match[0].count("\n") + 1 > 60}

    assert len(found) > len(FUNCTION_FILES)
    assert long == set(LONG)
    assert len(LONG) <= 5


def test_every_sql_function_is_called_in_a_test() -> None:
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if "benchmarks" not in path.parts]
    said = {
        name
        for path in tests
        if path.name != "test_house.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for name in (*re.findall(r"(\w+)\(", node.value), node.value)  # "select f(1)" as well as db.one("f")
    }

    assert {path.stem for path in FUNCTION_FILES} - said == set()


@pytest.mark.parametrize("path", [*FUNCTION_FILES, *MIGRATIONS, *sorted((ROOT / "sql").glob("*.sql"))], ids=str)
def test_every_update_and_delete_says_where(path: Path) -> None:
    statements = re.sub(r"--.*", "", path.read_text()).split(";")
    changing = [text for text in statements if re.search(r"^\s*(update\s+[\w.]+|delete\s+from)\b", text, re.M | re.I)]

    assert all(re.search(r"\bwhere\b", text, re.IGNORECASE) for text in changing), changing


@pytest.mark.parametrize("path", MIGRATIONS, ids=names(MIGRATIONS))
def test_a_migration_is_numbered_named_by_a_verb_and_says_why(path: Path) -> None:
    assert re.fullmatch(r"\d{4}_(create|add|drop|alter|move|rename|fill)_\w+", path.stem)
    assert path.read_text().startswith("-- ")


def test_migrations_are_numbered_without_gap() -> None:
    assert [int(path.stem[:4]) for path in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_generated_files_are_fresh(server: Server, tree: SqlTree, database_url: str) -> None:
    superuser = database_url.replace("owner@", "postgres@")

    assert (ROOT / "sql" / "database_schema.sql").read_text() == paste(tree), "run `make pictures`"
    assert (ROOT / "sql" / "schema.sql").read_text() == draw_tables(superuser), "run `make pictures`"


@pytest.mark.parametrize("path", FUNCTION_FILES, ids=names(FUNCTION_FILES))
def test_what_takes_a_caller_begins_by_checking_them(path: Path) -> None:
    text = path.read_text()
    if "public." not in text or "caller_id integer" not in text:
        return

    body = text.partition("as $$")[2]
    assert re.search(
        rf"cinelibre\.(require|allow)_caller\(\s*{path.stem}\.caller_id,\s*{path.stem}\.caller_version", body
    )
    if "acts_for" in text:
        assert re.search(rf"{path.stem}\.caller_version,\s*{path.stem}\.acts_for", body)


def test_entry_points_pin_their_search_path_and_answer_json_or_rows(server: Server, database_url: str) -> None:
    query = """
        select p.proname, p.proretset, t.typname, array_to_string(p.proconfig, ';'), p.prosecdef
        from pg_proc as p
        join pg_type as t on t.oid = p.prorettype
        where p.pronamespace = 'public'::regnamespace
    """
    with psycopg.connect(database_url) as connection:
        found = connection.execute(query).fetchall()

    for name, returns_set, result, configuration, is_definer in found:
        assert "search_path=cinelibre, public, extensions, pg_temp" in configuration, name
        assert not is_definer, name
        assert returns_set or result in {"json", "jsonb", "int4", "bool", "text"}, name
        assert result != "void", name


@pytest.mark.parametrize("path", PYTHON_FILES, ids=names(PYTHON_FILES))
def test_sql_text_stands_only_beside_the_database(path: Path) -> None:
    if path.parent.name in {"db", "ship"}:
        return
    sql = re.compile(r"\b(select\s+.+\s+from|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.IGNORECASE)
    texts = [
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert [text for text in texts if sql.search(text)] == []


@pytest.mark.parametrize("path", PYTHON_FILES, ids=names(PYTHON_FILES))
def test_only_settings_read_the_environment(path: Path) -> None:
    allowed = {
        ROOT / "api" / "ship" / "embedded.py": ['os.environ["LC_ALL"]'],
        ROOT / "api" / "settings.py": ['os.environ.get("CINELIBRE_IGNORES_ENV_FILES"))'],
    }
    reads = re.findall(r"os\.(?:environ|getenv)\S*", path.read_text())

    assert reads == allowed.get(path, [])


def test_the_name_of_a_class_of_the_service_means_nothing_else() -> None:
    meanings = Counter[str]()
    classes: set[str] = set()
    for node in (node for path in PYTHON_FILES for node in ast.parse(path.read_text()).body):
        if isinstance(node, ast.ClassDef):
            classes.add(node.name)
            meanings[node.name] += 1
        elif isinstance(node, ast.Assign):
            meanings.update(ast.unparse(target) for target in node.targets)

    assert {name for name in classes if meanings[name] > 1} == set()


def functions_over(path: Path, most: int) -> dict[str, int]:
    """The functions of a file that have more lines than that, by name."""
    lengths = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
    }
    return {name: length for name, length in lengths.items() if length > most}


def test_files_of_the_service_have_at_most_200_lines() -> None:
    assert {str(path) for path in PYTHON_FILES if path.read_text().count("\n") > 200} == set()


def test_functions_of_the_service_have_at_most_25_lines() -> None:
    long = {name: length for path in PYTHON_FILES for name, length in functions_over(path, 25).items()}

    assert long == LONG_FUNCTIONS


def test_test_files_have_at_most_300_lines_and_those_that_have_more_do_not_grow() -> None:
    lengths = {str(path.relative_to(ROOT / "tests")): path.read_text().count("\n") for path in TEST_FILES}
    long = {name: length for name, length in lengths.items() if length > 300}

    assert long.keys() == LONG_TESTS.keys(), "a file that became shorter leaves the list"
    assert {name: length for name, length in long.items() if length > LONG_TESTS[name]} == {}


def test_functions_of_the_tests_have_at_most_40_lines() -> None:
    long = {name: length for path in TEST_FILES for name, length in functions_over(path, 40).items()}

    assert long == LONG_TEST_FUNCTIONS


def test_every_route_is_described_typed_and_documented() -> None:
    documented = (ROOT / "docs" / "api.md").read_text()
    described = create_app().openapi()["paths"]

    assert len(described) >= 12
    for path, methods in described.items():
        for method, operation in methods.items():
            assert operation["tags"], path
            assert operation["description"], path
            [success] = [status for status in operation["responses"] if status in {"200", "201"}]
            [answer] = operation["responses"][success]["content"].values()
            assert "$ref" in answer.get("schema", {}) or path == "/metrics", path
            assert f"`{method.upper()} {path}`" in documented, path


def test_every_setting_is_in_the_example_and_in_the_documentation() -> None:
    example, documented = (ROOT / ".env.example").read_text(), (ROOT / "docs" / "configuration.md").read_text()

    for name in Settings.model_fields:
        assert re.search(rf"^#? ?{name.upper()}=", example, re.MULTILINE), name
        assert f"`{name.upper()}`" in documented, name


def test_the_example_names_no_setting_that_is_gone() -> None:
    named = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert {name.lower() for name in named} == set(Settings.model_fields)


def test_every_decision_names_what_guards_it() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [path.name[:4] for path in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text()
        assert text.startswith(f"# {path.name[:4]}. "), path
        for heading in ("## Context", "## Decision", "## Consequences", "## Alternatives"):
            assert heading in text, (path, heading)
        guards = re.findall(r"`(tests/[\w/]+\.py)", text)
        assert guards, path
        assert all((ROOT / guard).exists() for guard in guards), path
