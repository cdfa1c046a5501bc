"""Who gets which variant: stable, even, and independent between experiments."""

import hashlib
import json
from typing import Any

import pytest

from tests.support.readers import refusal, rows, write

N = 20_000
VARIANTS = [
    {"name": "control", "portion": 1, "settings": {}},
    {"name": "bold", "portion": 1, "settings": {"diversity": 0.4}},
]


def begin(url: str, name: str, variants: list[dict[str, Any]] = VARIANTS, **given: Any) -> None:
    """An experiment that runs, with its name as its salt."""
    fields = {"share": 1.0, "salt": name, "starts": "1 hour", "stopped_by": None} | given
    write(
        url,
        "insert into cinelibre.experiments"
        " (name, variants, changes, share, salt, most_worse, starts, stopped_at, stopped_by)"
        " values (%s, %s, '{}', %s, %s, 0.05, now() - %s::interval, case when %s::text is not null then now() end, %s)",
        name,
        json.dumps(variants),
        fields["share"],
        fields["salt"],
        fields["starts"],
        fields["stopped_by"],
        fields["stopped_by"],
    )


def counted(url: str, query: str) -> dict[Any, int]:
    """How many of the ids from 1 to 20,000 there are of each kind."""
    return dict(
        rows(url, f"select {query} as kind, count(*)::integer from generate_series(1, {N}) as id group by 1 order by 1")
    )


def chi_square(counts: dict[Any, int], n_kinds: int) -> float:
    """How far counts are from even ones: Σ (count − expected)² / expected."""
    expected = sum(counts.values()) / n_kinds
    return sum((count - expected) ** 2 for count in counts.values()) / expected


def test_a_draw_is_the_first_48_bits_of_sha256_as_a_fraction(database_url: str) -> None:
    bits = int.from_bytes(hashlib.sha256(b"salt:7").digest()[:6], "big")

    assert rows(database_url, "select cinelibre.draw_share('salt', 7)") == [(bits / 2**48,)]


def test_draws_are_even_over_20_000_ids(database_url: str) -> None:
    tenths = counted(database_url, "floor(10 * cinelibre.draw_share('one', id))::integer")

    assert sorted(tenths) == list(range(10))
    assert chi_square(tenths, 10) < 27.88  # of nine degrees of freedom, p = 0.001


def test_draws_of_two_salts_are_independent(database_url: str) -> None:
    pairs = counted(
        database_url,
        "5 * floor(5 * cinelibre.draw_share('one', id))::integer + floor(5 * cinelibre.draw_share('two', id))::integer",
    )

    assert len(pairs) == 25
    assert chi_square(pairs, 25) < 51.18  # of 24 degrees of freedom, p = 0.001


def test_neighboring_ids_are_independent(database_url: str) -> None:
    pairs = counted(
        database_url,
        "4 * floor(4 * cinelibre.draw_share('one', id))::integer"
        " + floor(4 * cinelibre.draw_share('one', id + 1))::integer",
    )

    assert chi_square(pairs, 16) < 37.70  # of 15 degrees of freedom, p = 0.001


def test_taking_part_and_the_variant_are_independent_too(database_url: str) -> None:
    begin(database_url, "half", share=0.5)
    drawn = "select count(*)::integer, cinelibre.draw_variant(e, reader.id) ->> 'name' as name"
    found = {
        name: n
        for n, name in rows(
            database_url, f"{drawn} from cinelibre.experiments as e, generate_series(1, {N}) as reader (id) group by 2"
        )
    }

    # Half of 20,000 take part, ± 4 standard deviations of √5,000 = 71; half of these get each variant, of √3,750 = 61.
    assert abs(found[None] - 10_000) < 284
    assert abs(found["control"] - 5_000) < 245
    assert abs(found["bold"] - 5_000) < 245


def test_portions_share_the_readers(database_url: str) -> None:
    begin(database_url, "tenth", [VARIANTS[0] | {"portion": 9}, VARIANTS[1]])
    [(n_bold,)] = rows(
        database_url,
        "select count(*)::integer from cinelibre.experiments as e, generate_series(1, 20000) as reader (id)"
        " where cinelibre.draw_variant(e, reader.id) ->> 'name' = 'bold'",
    )

    assert abs(n_bold - 2_000) < 170  # ± 4 · √(20,000 · 0.1 · 0.9)


def found_for(url: str, user_id: int) -> tuple[str | None, Any]:
    """The label and the settings of a user."""
    [(label, settings)] = rows(url, "select v.label, v.settings from cinelibre.find_variant(%s) as v", user_id)
    return label, settings


def test_without_an_experiment_there_is_no_variant(database_url: str) -> None:
    assert found_for(database_url, 7) == (None, None)

    begin(database_url, "over", stopped_by="operator")
    begin(database_url, "later", starts="-1 hour")

    assert found_for(database_url, 7) == (None, None)
    assert rows(database_url, "select e.name, cinelibre.is_running(e) from cinelibre.experiments as e order by 1") == [
        ("later", False),
        ("over", False),
    ]


def test_variants_of_several_experiments_are_joined(database_url: str) -> None:
    begin(database_url, "first", [VARIANTS[1] | {"name": "one"}])
    begin(database_url, "second", [VARIANTS[1] | {"name": "two", "settings": {"without": ["ease"]}}])
    begin(database_url, "nobodys", share=1e-12)

    assert found_for(database_url, 7) == ("first:one+second:two", {"diversity": 0.4, "without": ["ease"]})
    assert found_for(database_url, 7) == found_for(database_url, 7)


@pytest.mark.parametrize(
    ("settings", "weights"),
    [
        (None, {"ease": 1, "taste": 0.4}),
        ({}, {"ease": 1, "taste": 0.4}),
        ({"times": {"taste": 0.5, "popular": 9}}, {"ease": 1, "taste": 0.2}),
        ({"weights": {"popular": 0.3, "ease": 0}}, {"ease": 0, "taste": 0.4, "popular": 0.3}),
        ({"without": ["ease"], "weights": {"ease": 3}}, {"taste": 0.4}),
    ],
)
def test_a_variant_changes_single_weights(database_url: str, settings: Any, weights: dict[str, float]) -> None:
    vary = "select cinelibre.vary_weights(%s, %s)"

    given = json.dumps({"ease": 1, "taste": 0.4})
    assert rows(database_url, vary, given, None if settings is None else json.dumps(settings)) == [(weights,)]


def test_a_variant_may_have_a_blend_of_its_own(database_url: str) -> None:
    bands, own = {"0": {"popular": 1}, "5": {"ease": 1}}, {"bands": {"0": {"content": 1}}, "uses_trained": False}
    choose = "select cinelibre.choose_weights(%s, true, 7, %s)"

    assert rows(database_url, choose, json.dumps(bands), None) == [({"ease": 1},)]
    assert rows(database_url, choose, json.dumps(bands), json.dumps(own)) == [({"content": 1},)]


def test_a_variant_may_leave_trained_weights_out_or_take_them(database_url: str) -> None:
    write(
        database_url,
        "insert into cinelibre.models (kind, name, is_active, weights)"
        " values ('ease', 'ours', true, '{\"0\": {\"cosine\": 1}}')",
    )
    choose = 'select cinelibre.choose_weights(\'{"0": {"popular": 1}}\', %s, 7, %s)'

    assert rows(database_url, choose, True, None) == [({"cosine": 1},)]
    assert rows(database_url, choose, True, '{"uses_trained": false}') == [({"popular": 1},)]
    assert rows(database_url, choose, False, '{"uses_trained": true}') == [({"cosine": 1},)]


def test_an_unknown_experiment_is_refused_with_the_known_ones(database_url: str) -> None:
    begin(database_url, "first")
    begin(database_url, "second")

    assert refusal(database_url, "select cinelibre.require_experiment('third')") == ("PT404", "experiment_not_found")
    [(name,)] = rows(database_url, "select (cinelibre.require_experiment('first')).name")
    assert name == "first"


def test_chance_does_not_replace_the_weights_that_are_compared(database_url: str) -> None:
    vary = 'select cinelibre.vary_exploring(\'{"presets": 1, "place": 5}\', %s)'

    assert rows(database_url, vary, '{"times": {"taste": 2}}') == [({"place": 5},)]
    for settings in (None, "{}", '{"diversity": 0.3}'):
        assert rows(database_url, vary, settings) == [({"presets": 1, "place": 5},)]
