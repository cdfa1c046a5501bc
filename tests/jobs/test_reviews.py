"""python -m api.jobs reviews: what was reported, and what the operator decides."""

from collections.abc import Callable

import pytest

from api.jobs import __main__ as jobs
from api.settings import Settings
from tests.support.readers import rows, write

Job = Callable[..., tuple[int, str, str]]
HIDDEN = "select id, hidden_at is not null from cinelibre.reviews order by id"


@pytest.fixture
def job(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Job:
    """Runs `python -m api.jobs reviews` with these arguments, on two reported reviews and one that nobody minds."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setattr(jobs, "configure_logs", lambda level: None)
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune');
        insert into cinelibre.users (id, external_id, email, name) values
        (1, 'ada', 'ada@example.org', E'A\\x1b[2Jda'), (2, 'bob', 'bob@example.org', null),
        (3, 'cid', 'c@example.org', 'Cid');
        insert into cinelibre.reviews (id, user_id, item_id, body, hidden_at) overriding system value values
        (1, 1, 1, E'One\nline', null), (2, 2, 1, 'Two', now()), (3, 3, 1, 'Three', null);
        insert into cinelibre.review_reports (review_id, user_id, reason) values (1, 2, 'Spam'), (2, 1, 'Rude');
        """,
    )

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = jobs.main(["reviews", *arguments])
        except SystemExit as refused:
            status = int(str(refused.code))
        return status, *capsys.readouterr()

    return run


def test_the_list_quotes_what_strangers_wrote(job: Job) -> None:
    status, out, _ = job("list")

    assert status == 0
    assert out.rpartition("reviews: ")[0] == (
        "2: hidden, 1 new reports\n"
        "  'bob@example.org' on 'Dune': 'Two'\n"
        "  reasons: 'Rude'\n"
        "\n"
        "1: shown, 1 new reports\n"
        "  'A\\x1b[2Jda' on 'Dune': 'One\\nline'\n"
        "  reasons: 'Spam'\n"
    )
    assert "2 reviews; first those that wait for a decision" in out


@pytest.mark.parametrize(
    ("decision", "review_id", "kept"),
    [
        ("hide", "1", [(1, True), (2, True), (3, False)]),
        ("show", "2", [(1, False), (2, False), (3, False)]),
        ("delete", "2", [(1, False), (3, False)]),
    ],
)
def test_a_decision_is_about_one_review(
    job: Job, database_url: str, decision: str, review_id: str, kept: list[tuple[int, bool]]
) -> None:
    status, out, _ = job(decision, review_id)

    assert (status, rows(database_url, HIDDEN)) == (0, kept)
    assert f"review {review_id} is {jobs_done(decision)}" in out


def jobs_done(decision: str) -> str:
    """What a decision made of a review."""
    return {"hide": "hidden", "show": "shown", "delete": "deleted"}[decision]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["hide"], 1, "reviews: hide needs the ID of a review: `reviews list` shows it."),
        (["list", "1"], 1, "reviews: list takes no ID: it lists all reviews that were reported or hidden."),
        (["hide", "99"], 1, "reviews: There is no review with the id 99."),
        (["hide", "x"], 2, "'x' is not a number of a review from 1 to 2147483647"),
        (["ban", "1"], 2, "invalid choice: 'ban'"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    job: Job, database_url: str, arguments: list[str], status: int, said: str
) -> None:
    found, _, error = job(*arguments)

    assert (found, said in error) == (status, True), error
    assert rows(database_url, HIDDEN) == [(1, False), (2, True), (3, False)]
