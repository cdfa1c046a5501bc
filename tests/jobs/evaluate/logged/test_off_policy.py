"""What another policy would have brought: the estimators by hand, and how often their intervals hold the truth."""

import math
from typing import Any

import pytest

from api.db import Database
from api.errors import InvalidInput
from api.jobs.evaluate.logged.chance_job import evaluate_chances
from api.jobs.evaluate.logged.chance_log import LoggedChance, parse_configuration, read_chances
from api.jobs.evaluate.logged.off_policy import Decision, estimate_policy, fit_linear, ratio
from api.jobs.evaluate.logged.policies import decisions_of_exploring, decisions_of_presets, half_of
from api.ranking.candidates import Choice
from api.ranking.exploring import USUAL, Exploring, draw_from
from tests.benchmarks.off_policy import WAYS, count_held, make_world, remembering, truth_of
from tests.support.readers import write

PRIOR = (0.1, 0.5)
near = pytest.approx


def test_the_estimators_by_hand() -> None:
    # IPS (2 · 1 + ½ · 0) / 2, SNIPS 2 / 2.5. DR 0.4 + 2 · (1 - 0.5) = 1.4 and 0.3 + ½ · (0 - 0.2) = 0.2.
    found = estimate_policy([Decision(1, 2.0, 1.0, 0.5, 0.4), Decision(2, 0.5, 0.0, 0.2, 0.3)])

    assert [found.logged.mean, found.ips.mean, found.snips.mean, found.dr.mean] == [0.5, 1.0, near(0.8), near(0.8)]
    assert found.gain.mean == near(0.3)
    # IPS: the readers are 1 above and 1 below: √(2 · 2 / 1) / 2 = 1. SNIPS: 2 - 0.8 · 2 and -0.8 · ½, so
    # √(0.32 · 2) / 2.5.
    assert found.ips.high - found.ips.mean == near(1.96, abs=1e-4)
    assert found.snips.mean - found.snips.low == near(1.96 * 0.8 / 2.5, abs=1e-4)
    # Kish: 2.5² / (4 + ¼).
    assert (found.n, found.largest_weight, found.is_enough) == (2, 2.0, False)
    assert found.n_effective == near(6.25 / 4.25)


def test_lists_of_one_reader_count_together() -> None:
    apart = ratio([(n, float(n % 2), 1.0) for n in range(8)])
    together = ratio([(n % 2, float(n % 2), 1.0) for n in range(8)])

    assert apart.mean == together.mean == 0.5
    assert together.high - together.mean > 2 * (apart.high - apart.mean)
    assert ratio([(1, 1.0, 1.0)]) == (1.0, -math.inf, math.inf)
    assert ratio([(1, 0.0, 0.0)]) == (0.0, -math.inf, math.inf)
    with pytest.raises(ValueError, match="no decisions"):
        estimate_policy([])


def test_a_line_is_fitted() -> None:
    rows = [(1.0, x, y) for x in (0.0, 1.0, 2.0) for y in (0.0, 3.0)]

    expect = fit_linear(rows, [0.5 + 2 * x - y for _, x, y in rows], ridge=1e-9)

    assert expect((1.0, 5.0, 1.0)) == near(9.5)


def a_list(user_id: int, drawn: int, **given: Any) -> LoggedChance:
    """Explored one of two items, or drew a preset."""
    known = [Choice(n, fit, 0, 0, 0.0, 0, 0, 0.0) for n, fit in ((1, 1.0), (2, 0.5))]
    choices = tuple(draw_from(known, PRIOR, USUAL))
    usual: dict[str, Any] = {"told": 7, "preset": "tuned", "preset_propensity": 0.25, "is_clicked": drawn == 1}
    return LoggedChance(
        user_id,
        12,
        drawn,
        choices[drawn - 1].chance,
        choices,
        PRIOR,
        **{**usual, "n_shown": 20, "n_clicked": 3, **given},
    )


def test_weights_are_the_chances_of_one_policy_over_those_of_the_other() -> None:
    lists = [a_list(user_id, 1 + user_id % 2) for user_id in range(40)]

    same = decisions_of_exploring(lists, USUAL)
    even = decisions_of_exploring(lists, Exploring(floor=1.0))

    assert [one.weight for one in same] == [near(1.0)] * 40
    assert even[0].weight == near(0.5 / lists[0].choices[0].chance)
    assert even[1].weight == near(0.5 / lists[1].choices[1].chance)
    assert {half_of(one) for one in lists} == {0, 1}


def test_a_preset_weighs_what_it_was_unlikely_and_others_nothing() -> None:
    lists = [a_list(1, 1), a_list(2, 1, preset="classic", preset_propensity=0.5), a_list(3, 1, told=2)]

    wanted = decisions_of_presets(lists, {5: "tuned"})
    classic = decisions_of_presets(lists, {0: "classic"})

    assert [one.weight for one in wanted] == [4.0, 0.0, 1.0]  # the last history is shorter than five
    assert [one.weight for one in classic] == [0.0, 2.0, 0.0]
    assert [one.reward for one in wanted] == [3.0, 3.0, 3.0]


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    with remembering():
        held = count_held(make_world(3, 150), 120, 200, 4)

    # Of 120 repetitions at 95 % two standard errors are 4 %; the benchmark has five hundred.
    assert {name for name, _ in held} >= set(WAYS)
    assert all(0.90 <= n / 120 <= 0.99 for n in held.values()), held


def test_even_draws_bring_less_than_those_that_go_by_fit() -> None:
    world = make_world(3, 150)

    assert truth_of(world, Exploring(floor=1.0)) < truth_of(world, USUAL)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "is JSON such as"),
        ('{"weights": {}}', "is JSON such as"),
        ('{"exploring": {"flor": 1}}', "exploring has no 'flor', but click_strength"),
        ('{"exploring": {"floor": 2}}', "floor is at most 1"),
        ('{"exploring": {"floor": -1}}', "not a number of 0 or more"),
        ('{"exploring": {"like_strength": 0}}', "strengths are above 0"),
        ('{"presets": {"five": "tuned"}}', "by the least length of history"),
        ('{"presets": {"5": "best"}}', "there is no preset 'best', but trained, tuned, classic"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        parse_configuration(text)


def test_a_configuration_is_read() -> None:
    assert parse_configuration("{}") == (None, {})
    asked = parse_configuration('{"exploring": {"floor": 0.5}, "presets": {"0": "classic"}}')
    assert asked == (Exploring(floor=0.5), {0: "classic"})


async def test_the_job_prints_what_the_log_can_tell(db: Database, database_url: str) -> None:
    said: list[str] = []
    assert await evaluate_chances(db, parse_configuration("{}"), said.append) == (
        "0 exploring places and 0 drawn presets of 0 readers"
    )
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.users (id, external_id) select n, 'r' || n from generate_series(1, 300) as n;
        insert into cinelibre.explorations
        (recommendation_id, user_id, place, item_id, propensity, choices, prior, told, preset, preset_propensity)
        select
            gen_random_uuid(), n, 1, 1 + n % 2, 0.5, '[[1,1,0,0,0,0,0,0.5],[2,0.5,0,0,0,0,0,0.5]]', '{0.1,0.5}', 7,
            'tuned', 0.5
        from generate_series(1, 300) as n;
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place)
        select x.recommendation_id, x.user_id, x.item_id, 1 from cinelibre.explorations as x;
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
        select x.user_id, x.item_id, 'click', clock_timestamp() from cinelibre.explorations as x where x.item_id = 1;
        """,
    )

    line = await evaluate_chances(db, parse_configuration('{"presets": {"0": "classic"}}'), said.append)

    assert line == "300 exploring places and 300 drawn presets of 300 readers"
    told = "\n".join(said)
    assert "set EXPLORE_SHARE or EXPLORE_PRESETS" in said[0]
    # Item 1 is always clicked, item 2 never, both were drawn half of the time: an even draw brings a half.
    even = next(row for row in told.splitlines() if row.startswith("| even among all"))
    assert even.split("|")[3:6] == [" 0.5000 (0.4433 to 0.5567) "] * 3
    assert even.split("|")[6].startswith(" 0.5000 (0.49")  # the fit tells all clicks, so that nothing is left to chance
    assert "to decide by on: classic for all, asked" not in told
    classic = next(row for row in told.splitlines() if row.startswith("| classic for all"))  # no list had it
    assert [cell.strip() for cell in classic.split("|")[3:9]] == ["0.5000 (0.4433 to 0.5567)", *["too few"] * 4, "0"]
    assert len([one async for one in read_chances(db, 7)]) == 300


async def test_one_reader_has_no_interval(db: Database, database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.users (id, external_id) values (1, 'r1');
        insert into cinelibre.explorations
        (recommendation_id, user_id, place, item_id, propensity, choices, prior, told, preset, preset_propensity)
        values (
            gen_random_uuid(), 1, 1, 1, 0.5, '[[1,1,0,0,0,0,0,0.5],[2,0.5,0,0,0,0,0,0.5]]', '{0.1,0.5}', 7, null, null
        );
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place)
        select x.recommendation_id, x.user_id, x.item_id, 1 from cinelibre.explorations as x;
        """,
    )
    said: list[str] = []

    await evaluate_chances(db, parse_configuration("{}"), said.append)

    assert "inf" not in "\n".join(said)
    now = next(row for row in "\n".join(said).splitlines() if row.startswith("| as now"))
    assert [cell.strip() for cell in now.split("|")[3:8]] == ["too few"] * 5
