"""Chooses a book's keywords among its categories: "Fiction" is a shelf, "Detective and mystery stories" says more."""

from collections.abc import Iterable

# The headings of BISAC, by which Google Books sorts, and other words that say no more.
SHELVES = frozenset({
    "adventure", "antiques & collectibles", "architecture", "art", "bibles", "biography", "biography & autobiography",
    "body, mind & spirit", "business & economics", "children's stories", "classics", "comedy",
    "comics & graphic novels", "computers", "cooking", "crafts & hobbies", "crime", "design", "drama", "education",
    "english fiction", "family", "family & relationships", "fantasy", "fiction", "foreign language study", "games",
    "games & activities", "gardening", "general", "health & fitness", "history", "horror", "house & home", "humor",
    "juvenile fiction", "juvenile nonfiction", "language arts & disciplines", "law", "literary", "literary collections",
    "literary criticism", "mathematics", "medical", "music", "mystery", "nature", "nonfiction", "novel",
    "performing arts", "pets", "philosophy", "photography", "poetry", "political science", "psychology", "reference",
    "religion", "romance", "science", "science fiction", "self-help", "social science", "sports & recreation",
    "study aids", "technology & engineering", "thriller", "transportation", "travel", "true crime", "war", "western",
    "young adult fiction", "young adult nonfiction",
})  # fmt: skip


def subject_keywords(categories: Iterable[str]) -> list[str]:
    """Return the categories that are not shelves, in lower case and without brackets, at most ten."""
    named = (category.partition(" (")[0].strip(" .").lower() for category in categories)
    return list(dict.fromkeys(name for name in named if name and name not in SHELVES and len(name) <= 50))[:10]
