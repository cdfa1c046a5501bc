"""The rules of the house. A rule that no test here keeps is not a rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.app import create_app
from api.db.signatures import READ_SIGNATURES
from api.settings import ROOT, Settings
from api.ship.picture import draw_tables
from api.ship.shipping import paste
from api.ship.sql_tree import SqlTree
from tests.support.servers import Server

PYTHON_FILES = sorted((ROOT / "api").rglob("*.py"))
FUNCTION_FILES = sorted((ROOT / "sql" / "functions").rglob("*.sql"))
MIGRATIONS = sorted((ROOT / "sql" / "migrations").glob("*.sql"))
PINNED = "set search_path = cinelibre, public, extensions, pg_temp"
# Row-level helpers that must inline: their bodies name every object with its schema.
INLINED = {
    "age_of_rating", "list_features", "rate_popularity", "tell_place", "temper_points", "weigh_event", "weigh_rating",
}  # fmt: skip

SQL_FUNCTION = re.compile(r"^create (?:or replace )?function ([\w.]+)\(.*?^\$\w*\$.*?;$", re.MULTILINE | re.DOTALL)
# SQL functions of more than 60 lines, each with its reason.
LONG = {
    "cinelibre.count_ratings": "stands in a migration that was applied, which nobody edits",
    "cinelibre.place_works": "stands in a migration that was applied, which nobody edits",
    "cinelibre.ship_function": "runs before anything else is there, so it can call nothing",
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
    assert "when others" not in text.lower()


def test_a_sql_function_is_at_most_60_lines_or_has_a_reason() -> None:
    paths = [*FUNCTION_FILES, *MIGRATIONS, ROOT / "sql" / "shipping.sql"]
    found = [match for path in paths for match in SQL_FUNCTION.finditer(path.read_text())]
    long = {match[1] for match in found if match[0].count("\n") + 1 > 60}

    assert len(found) > len(FUNCTION_FILES)
    assert long == set(LONG)
    assert len(LONG) <= 5


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


def name_tables(parsed: ast.Module) -> dict[str, list[str]]:
    """The module's dicts of constants, by name: a call may take its function's name from one."""
    return {
        target.id: [ast.literal_eval(value) for value in node.value.values]
        for node in parsed.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name) and all(isinstance(value, ast.Constant) for value in node.value.values)
    }


def functions_named_by(path: Path, named: ast.expr) -> list[str]:
    """The functions that the first argument of a call may mean."""
    if isinstance(named, ast.Subscript) and isinstance(named.value, ast.Name):
        return name_tables(ast.parse(path.read_text()))[named.value.id]
    return [ast.literal_eval(named)]


def calls(path: Path) -> Iterator[tuple[str, str, set[str]]]:
    """Every `.rows(...)` and `.one(...)` of a file: the verb, each function it may name, and its arguments."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"rows", "one"}:
            for function in functions_named_by(path, node.args[0]):
                yield node.func.attr, function, {str(keyword.arg) for keyword in node.keywords}


def test_what_is_called_for_somebody_takes_who_it_is(server: Server, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        declared = {row[0]: list(row[3]) for row in connection.execute(READ_SIGNATURES).fetchall()}
    mine, anybodys = (
        {function for path in PYTHON_FILES for function in called_by(path, name)} for name in ("me", "visitor")
    )

    assert len(mine) >= 15
    for function in mine:
        assert declared[function][:2] == ["caller_id", "caller_version"], function
        assert "acts_for" in declared[function], function
    for function in anybodys:
        assert {"caller_id", "caller_version"} <= set(declared[function]), function


def called_by(path: Path, name: str) -> set[str]:
    """The functions that a file calls by `name.one(…)` or `name.rows(…)`."""
    return {
        named
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"rows", "one"}
        if isinstance(node.func.value, ast.Name) and node.func.value.id == name
        for named in functions_named_by(path, node.args[0])
    }


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


def test_every_call_names_a_function_and_parameters_that_exist(server: Server, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        declared = {row[0]: row for row in connection.execute(READ_SIGNATURES).fetchall()}
    passing_on = {
        ROOT / "api" / "http" / "callers.py",
        *(ROOT / "api" / "db").glob("*.py"),
        *(ROOT / "api" / "ship").glob("*.py"),
    }
    found = [(path, *call) for path in PYTHON_FILES if path not in passing_on for call in calls(path)]

    assert len(found) >= 10
    for path, verb, function, arguments in found:
        assert function in declared, (path, function)
        _, returns_set, _, parameters, _ = declared[function]
        assert arguments <= set(parameters), (path, function)
        assert returns_set is (verb == "rows"), (path, function)


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


@pytest.mark.parametrize("path", PYTHON_FILES, ids=names(PYTHON_FILES))
def test_files_and_functions_stay_short_enough_to_read(path: Path) -> None:
    text = path.read_text()
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 45
    ]

    assert text.count("\n") <= 220
    assert long == []


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

    assert len(decisions) >= 3
    for path in decisions:
        text = path.read_text()
        assert re.match(r"# \d{4}\. ", text), path
        for heading in ("## Context", "## Decision", "## Consequences", "## Alternatives"):
            assert heading in text, (path, heading)
        guards = re.findall(r"`(tests/[\w/]+\.py)", text)
        assert guards, path
        assert all((ROOT / guard).exists() for guard in guards), path
