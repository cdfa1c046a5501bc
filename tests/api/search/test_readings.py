"""The ways a question may be read, the likeliest first."""

import pytest

from api.search.readings import read_question, with_all_names
from api.search.seeds import read_seeds


@pytest.mark.parametrize(
    ("question", "seeds"),
    [
        ("like Vikram", [("Vikram", "")]),
        ("something like Parasite", [("Parasite", "")]),
        ("books like dune", [("dune", "books")]),
        ("if you liked Inception", [("Inception", "")]),
        ("similar movies to inception", [("inception", "movies")]),
        ("movies similar to the film interstellar", [("interstellar", "movies")]),
        ("movies similar to interstellar but in hindi",
         [("interstellar but in hindi", "movies"), ("interstellar", "movies  but in hindi")]),
        ("funny films like the hangover without drugs",
         [("the hangover without drugs", "funny films"), ("the hangover", "funny films  without drugs")]),
        ("a girl who looks like her mother", []),
        ("people like us", []),
        ("heist", []),
    ],
)  # fmt: skip
def test_a_title_to_start_from_is_found_with_what_remains(question: str, seeds: list[tuple[str, str]]) -> None:
    assert [(seed.title, seed.rest.replace("   ", "  ")) for seed in read_seeds(question)] == seeds


def asked(question: str) -> list[set[str]]:
    """What each reading of a question asks for beside its constraints."""
    return [set(reading.asks) for reading in read_question(question, 2026)]


@pytest.mark.parametrize(
    ("question", "readings"),
    [
        ("a heist in paris", [set()]),
        ("the italian heist movies", [{"title", "is_guess"}, set()]),
        ("tamil thriller", [{"is_demand_only", "words"}]),
        ("thriller 2018", [{"title", "is_guess"}, {"is_demand_only", "words"}]),
        ("movies like dune", [{"title", "is_guess"}, {"like", "words"}, set()]),
        ("i like horror", [{"is_demand_only", "words"}]),
    ],
)
def test_a_question_has_as_many_readings_as_it_may_mean(question: str, readings: list[set[str]]) -> None:
    assert asked(question) == readings


def test_where_no_item_has_the_title_its_words_are_searched_for_and_it_is_said() -> None:
    last = read_question("tamil movies like Zzyzx", 2026)[-1].constraints

    assert (last.rest, last.languages, last.not_understood) == ("Zzyzx", ["ta"], ["like Zzyzx"])


def test_what_was_given_comes_before_what_was_said_and_genres_have_all_their_names() -> None:
    [reading] = read_question("hindi romance", 2026)

    told = reading.arguments({"languages": ["bn"]})

    assert told["filters"] == {"genres": ["Romance", "Love stories"], "languages": ["bn"]}
    assert not reading.is_embedded
    assert with_all_names({"exclude_genres": ["Comedy"]}) == {"exclude_genres": ["Comedy", "Humor", "Humorous stories"]}


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("ſpanıſh movies", "spanish movies"),
        ("hİndi movıes", "hIndi movies"),
        ("\u212aannada films", "Kannada films"),
        ("not ſpanish", "not spanish"),
        ("beſt films in arabıc", "best films in arabic"),
        ("films of the seventİes", "films of the seventIes"),
        ("-fılm noır", "-film noir"),
    ],
)
def test_letters_that_look_alike_name_the_same(question: str, plain: str) -> None:
    assert read_question(question, 2026) == read_question(plain, 2026)
    assert read_question(plain, 2026)[-1].constraints.demands() != {}
