"""The log alone says what roll-ups and the rest of the log say, whatever happened and however much."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given
from hypothesis import settings as of_hypothesis
from hypothesis import strategies as some

from tests.sql.recommendations.events import ADA, ADD, READERS, SEARCH
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, write
from tests.support.servers import Server

near = pytest.approx

KINDS = ["view", "click", "recommendation_click", "watchlist_add", "watchlist_remove", "watch", "like", "rate"]
DAYS = some.integers(0, 300_000).map(lambda hundredths: hundredths / 100)
EVENTS = some.lists(
    some.tuples(
        some.sampled_from([DUNE, RAN, EMMA, SOLARIS, DRACULA]),
        some.sampled_from(KINDS),
        DAYS,
        some.one_of(some.none(), some.integers(1, 10).map(lambda halves: halves / 2)),
    ),
    max_size=30,
)  # fmt: skip


SEARCHES = some.lists(some.tuples(some.sampled_from(["dune", "emma", "ran", "nothing"]), DAYS), max_size=6)
N_MORE = 2_100  # more events than one would read at once
MORE = """
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    select 1, 1 + n %% 5, (array['view', 'click', 'watchlist_remove'])[1 + n %% 3],
        now() - make_interval(secs => 86400 * (n / 7.0::float8))
    from generate_series(1, %s) as n
"""


@pytest.fixture(scope="module")
def shipped(servers: dict[int, Server]) -> Iterator[str]:
    """A database for many examples, each of which is taken back."""
    server = servers[18]
    name = server.create_database("shipped")
    write(server.url_of(name), READERS)
    yield server.url_of(name)
    server.drop_database(name)


@of_hypothesis(max_examples=60, deadline=None)
@given(events=EVENTS, searches=SEARCHES, rated=some.sets(some.sampled_from([DUNE, RAN])), keep=DAYS, began=DAYS)
def test_the_log_alone_says_what_roll_ups_and_the_rest_say(
    shipped: str,
    events: list[tuple[int, str, float, float | None]],
    searches: list[tuple[str, float]],
    rated: set[int],
    keep: float,
    began: float,
) -> None:
    with psycopg.connect(shipped) as connection:
        connection.execute(
            "update cinelibre.decay_clocks set landmark = now() - make_interval(secs => 86400 * %s)"
            " where name = 'preference'",
            [began],
        )
        for item_id in rated:
            connection.execute("insert into cinelibre.ratings (user_id, item_id, rating) values (1, %s, 4)", [item_id])
        for item_id, kind, days, rating in events:
            connection.execute(ADD, [ADA, item_id, kind, days, rating])
        for query, days in searches:
            connection.execute(SEARCH, [ADA, query, days])
        connection.execute(MORE, [N_MORE])

        def found() -> dict[int, float]:
            return dict(connection.execute("select * from cinelibre.list_leanings(1)").fetchall())

        alone = found()
        gone = connection.execute(
            "select cinelibre.roll_up_users('{1}', now() - make_interval(secs => 86400 * %s), 9999, 9999)", [keep]
        ).fetchone()
        older = [days > keep for _, kind, days, _ in events if kind != "watch"]
        older += [days > keep for days in sorted(days for _, days in searches)[3:]]
        assert gone == (sum(older) + sum(n / 7 > keep for n in range(1, N_MORE + 1)),)
        assert found() == near(alone, abs=1e-9)
        connection.rollback()
