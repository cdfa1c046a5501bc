"""Who may call the functions of the operator's pages, and what is written down of it."""

import pytest

from tests.support.readers import refusal, rows, write

ADA, ROOT, ROBOT = 1, 2, 3
EVERY = {
    "get_diagnosis": "",
    "get_jobs": ", run_limit => 1, error_limit => 1",
    "start_chore": ", job_name => 'cleanup'",
    "get_growth": ", days => 1",
    "get_list_counts": ", days => 1",
    "get_model_versions": ", evaluation_limit => 1",
    "get_models_as_admin": "",
    "get_item_neighbors": ", item_id => 1, neighbor_limit => 1",
    "examine_reader": """, per_source => 60, content_limit => 20, batch_size => 20, first_count => 20,
        weights => '{"0": {"popular": 1}}', uses_trained => false, moved_from => 0.5, match_threshold => 0.8,
        reader_id => 1""",
    "get_experiments": ", experiment_limit => 1",
    "create_experiment": """, definition => '{"name": "bolder", "variants": [], "changes": [], "share": 1,
        "salt": "salt", "most_worse": 0.05}'""",
    "get_experiment_report": ", experiment_name => 'former'",
    "stop_experiment": ", experiment_name => 'former', reason => 'Enough'",
    "get_examined_list": """, audit_event_id => 1, ranked => '[]', sources => '{popular}', named_ids => '{}',
        neighbors => null, batch_size => 20, match_threshold => 0.8""",
}
AUDIT = "select a.actor_id, a.user_id, a.action from cinelibre.audit_events as a order by a.id"


@pytest.fixture
def url(database_url: str) -> str:
    """Ada is a reader, Root an admin, Robot a service, each with a token of version 1."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune');
        insert into cinelibre.users (id, email, name, role, token_version) values
        (1, 'ada@example.org', 'Ada', 'user', 1), (2, 'root@example.org', 'Root', 'admin', 1),
        (3, 'robot@example.org', 'Robot', 'service', 1);
        insert into cinelibre.experiments (name, variants, changes, share, salt, most_worse, starts)
        values ('former', '[{"name": "a", "portion": 1, "settings": {}}]', '{}', 1, 'salt', 0.05, now());
        """,
    )
    return database_url


def call(function: str, caller_id: int, version: int = 1, more: str = "") -> str:
    """A call of an entry point."""
    return f"select * from public.{function}({caller_id}, {version}{EVERY[function]}{more})"


@pytest.mark.parametrize("function", EVERY)
def test_only_an_admin_may_call_it(url: str, function: str) -> None:
    refused = [
        refusal(url, call(function, ADA)),
        refusal(url, call(function, ROBOT)),
        refusal(url, call(function, ROBOT, more=f", acts_for => {ADA}")),  # Ada is no admin either
    ]

    assert refused == [("PT403", "not_an_admin")] * 3
    assert refusal(url, call(function, ROBOT, more=f", acts_for => {ROOT}")) == ("PT404", "user_not_found")
    assert refusal(url, call(function, ROOT, more=f", acts_for => {ADA}")) == ("PT403", "not_a_service")
    assert refusal(url, call(function, ROOT, version=2)) == ("PT401", "token_revoked")
    assert rows(url, AUDIT) == []


@pytest.mark.parametrize("function", [name for name in EVERY if name != "get_examined_list"])
def test_an_admin_is_answered(url: str, function: str) -> None:
    answered = rows(url, call(function, ROOT))

    assert len(answered) == (0 if function == "get_models_as_admin" else 1)
    assert all(answer is not None for (answer, *_) in answered)


def test_an_admin_is_named_and_nobody_else(url: str) -> None:
    assert rows(url, "select cinelibre.require_admin(2)") == [(ROOT,)]
    for user_id in (ADA, ROBOT, 99):
        assert refusal(url, "select cinelibre.require_admin(%s)", user_id) == ("PT403", "not_an_admin")
    assert refusal(url, "select cinelibre.require_admin(null)") == ("PT403", "not_an_admin")


def test_starting_a_chore_is_written_down(url: str) -> None:
    rows(url, call("start_chore", ROOT))

    assert rows(url, AUDIT) == [(ROOT, None, "start cleanup")]


def test_looking_at_a_reader_is_written_down_before_anything_is_told(url: str) -> None:
    [(told,)] = rows(url, call("examine_reader", ROOT))

    [(event_id,)] = rows(url, "select a.id from cinelibre.audit_events as a")
    assert told["audit_event_id"] == event_id
    assert rows(url, AUDIT) == [(ROOT, ADA, "POST /admin/readers")]


def test_a_reader_is_found_by_id_or_by_the_whole_address_alone(url: str) -> None:
    noted = "select n.user_id from cinelibre.record_examination(2, %s, %s) as n"

    assert rows(url, noted, ADA, None) == [(ADA,)]
    assert rows(url, noted, None, "ADA@example.org") == [(ADA,)]
    for nobody in ((None, "ada"), (None, "ada@%"), (99, None), (None, None), (ROOT, None), (ROBOT, None)):
        assert refusal(url, noted, *nobody) == ("PT404", "user_not_found")
    assert rows(url, AUDIT) == [(ROOT, ADA, "POST /admin/readers")] * 2


def test_a_list_is_examined_by_whoever_wrote_it_down(url: str) -> None:
    [(told,)] = rows(url, call("examine_reader", ROOT))
    write(url, "update cinelibre.users set role = 'admin' where id = 3")
    query = call("get_examined_list", ROOT).replace("event_id => 1", f"event_id => {told['audit_event_id']}")

    assert rows(url, query) == [({"items": [], "named": []},)]
    assert refusal(url, query.replace(f"({ROOT},", f"({ROBOT},")) == ("PT404", "user_not_found")
    write(url, "delete from cinelibre.users where id = 1")
    assert refusal(url, query) == ("PT404", "user_not_found")
