"""Titles as MovieLens writes them, and as people say them."""

import pytest

from api.readers.parsing.cells import BadCell
from api.readers.parsing.movielens_titles import read_title


@pytest.mark.parametrize(
    ("text", "title", "original_title", "year"),
    [
        ("Toy Story (1995)", "Toy Story", None, 1995),
        ("American President, The (1995)", "The American President", None, 1995),
        ("Affair to Remember, An (1957) ", "An Affair to Remember", None, 1957),
        ("Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il) (1966)",
         "The Good, the Bad and the Ugly", "Il Buono, il brutto, il cattivo", 1966),
        ("City of Lost Children, The (Cité des enfants perdus, La) (1995)",
         "The City of Lost Children", "La Cité des enfants perdus", 1995),
        ("Crow, The: Wicked Prayer (2005)", "The Crow: Wicked Prayer", None, 2005),
        ("Lord of the Rings: The Two Towers, The (2002)", "The Lord of the Rings: The Two Towers", None, 2002),
        ("Vitelloni, I (a.k.a. The Young Ones) (1953)", "I Vitelloni", "The Young Ones", 1953),
        ("Atalante, L' (1934)", "L'Atalante", None, 1934),
        ("Hip Hop Witch, Da (2000)", "Da Hip Hop Witch", None, 2000),
        ("Play It Again, Sam (1972)", "Play It Again, Sam", None, 1972),
        ("Tinker, Tailor, Soldier, Spy (1979)", "Tinker, Tailor, Soldier, Spy", None, 1979),
        # Of several other names the first one that is not marked a.k.a.
        ("Seven (a.k.a. Se7en) (1995)", "Seven", "Se7en", 1995),
        ("Léon: The Professional (a.k.a. The Professional) (Léon) (1994)", "Léon: The Professional", "Léon", 1994),
        ("Hidden (a.k.a. Cache) (Caché) (2005)", "Hidden", "Caché", 2005),
        ("European Vacation (aka National Lampoon's European Vacation) (1985)",
         "European Vacation", "National Lampoon's European Vacation", 1985),
        ("City of the Living Dead (a.k.a. Gates of Hell, The) (Paura nella città) (1980)",
         "City of the Living Dead", "Paura nella città", 1980),
        ("Strike! (a.k.a. All I Wanna Do, The Hairy Bird) (1998)", "Strike!", "All I Wanna Do, The Hairy Bird", 1998),
        # Parentheses that are part of a title.
        ("(500) Days of Summer (2009)", "(500) Days of Summer", None, 2009),
        ("Frontière(s) (2007)", "Frontière(s)", None, 2007),
        ("Evangelion: 3.0 You Can (Not) Redo (2012)", "Evangelion: 3.0 You Can (Not) Redo", None, 2012),
        ("Evangelion: 1.0 You Are (Not) Alone (Evangerion shin gekijôban: Jo) (2007)",
         "Evangelion: 1.0 You Are (Not) Alone", "Evangerion shin gekijôban: Jo", 2007),
        # Years.
        ("Death Race 2000 (1975)", "Death Race 2000", None, 1975),
        ("2012 (2009)", "2012", None, 2009),
        ("1984 (Nineteen Eighty-Four) (1984)", "1984", "Nineteen Eighty-Four", 1984),
        ("Death Note: Desu nôto (2006–2007)", "Death Note: Desu nôto", None, 2006),
        ("Decalogue, The (1989-1990)", "The Decalogue", None, 1989),
        ("Sherlock (2010– )", "Sherlock", None, 2010),
        ("Babylon 5", "Babylon 5", None, None),
        ("OA, The", "The OA", None, None),
        ("Ringu (Ring) (Ringu) (1998)", "Ringu", "Ring", 1998),
        ("Kill! (Kill!) (1968)", "Kill!", None, 1968),
    ],
)  # fmt: skip
def test_a_title_is_taken_apart(text: str, title: str, original_title: str | None, year: int | None) -> None:
    assert read_title(text) == (title, original_title, year)


@pytest.mark.parametrize("text", ["", "   ", "(1995)", " (1995) "])
def test_a_title_of_nothing_but_a_year_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="the title is empty"):
        read_title(text)


@pytest.mark.parametrize("text", ["x" * 501, "x" + " " * 100_000 + "(", "x (" * 40_000])
def test_a_title_beyond_all_measure_is_refused_at_once(text: str) -> None:
    with pytest.raises(BadCell, match="500 at most"):
        read_title(text)
