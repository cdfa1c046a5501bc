"""The words of a question that name a language, a genre, a kind or an order, and what they mean."""

import re

LANGUAGES: dict[str, tuple[str, ...]] = {
    name: (code,)
    for name, code in {
        "arabic": "ar", "bangla": "bn", "bengali": "bn", "bollywood": "hi", "cantonese": "yue", "chinese": "zh",
        "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "farsi": "fa", "finnish": "fi", "french": "fr",
        "german": "de", "greek": "el", "gujarati": "gu", "hebrew": "he", "hindi": "hi", "hollywood": "en",
        "hungarian": "hu", "icelandic": "is", "indonesian": "id", "iranian": "fa", "italian": "it", "japanese": "ja",
        "kannada": "kn", "kollywood": "ta", "korean": "ko", "malayalam": "ml", "mandarin": "zh", "marathi": "mr",
        "mollywood": "ml", "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt", "punjabi": "pa",
        "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "tamil": "ta", "telugu": "te",
        "thai": "th", "tollywood": "te", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
    }.items()
} | {
    "indian": ("hi", "ta", "te", "ml", "kn", "bn", "mr", "pa", "gu", "ur"),
    "scandinavian": ("sv", "da", "no"),
    "south indian": ("ta", "te", "ml", "kn"),
}  # fmt: skip
WOODS = frozenset({"bollywood", "hollywood", "kollywood", "mollywood", "tollywood"})  # these make only movies

# A noun names a genre anywhere in a head; an adjective only beside a kind or another such word.
GENRES = {
    "action": "Action", "adventure": "Adventure", "adventures": "Adventure", "animation": "Animation",
    "biography": "Biography", "biographies": "Biography", "cartoon": "Animation", "comedies": "Comedy",
    "comedy": "Comedy", "crime": "Crime", "documentaries": "Documentary", "documentary": "Documentary",
    "drama": "Drama", "family": "Family", "fantasies": "Fantasy", "fantasy": "Fantasy", "film noir": "Film-Noir",
    "films noirs": "Film-Noir", "history": "History", "horror": "Horror", "music": "Music", "musical": "Music",
    "mysteries": "Mystery", "mystery": "Mystery", "noir": "Film-Noir", "philosophy": "Philosophy",
    "poetry": "Poetry", "rom com": "Romance", "rom-com": "Romance", "romance": "Romance", "romcom": "Romance",
    "sci fi": "Science Fiction", "sci-fi": "Science Fiction", "scifi": "Science Fiction",
    "science fiction": "Science Fiction", "thriller": "Thriller", "war": "War", "western": "Western",
}  # fmt: skip
ADJECTIVES = {
    "action-packed": "Action", "adventurous": "Adventure", "animated": "Animation", "biographical": "Biography",
    "comic": "Comedy", "creepy": "Horror", "dramatic": "Drama", "family-friendly": "Family", "frightening": "Horror",
    "funny": "Comedy", "hilarious": "Comedy", "historical": "History", "humorous": "Comedy", "kids": "Family",
    "romantic": "Romance", "scary": "Horror", "spooky": "Horror", "suspenseful": "Thriller", "thrilling": "Thriller",
}  # fmt: skip
BOTH = GENRES | ADJECTIVES
# One word for two genres.
COMPOUNDS = {"rom com": ["Romance", "Comedy"], "rom-com": ["Romance", "Comedy"], "romcom": ["Romance", "Comedy"]}
# These also end the names of other things: "civil war", "organized crime", "big family".
COMMON = frozenset({"crime", "family", "history", "music", "philosophy", "war", "western", "action", "kids", "comic"})

# What other sources call a genre: a filter by the first name lets the others through.
ALSO_CALLED = {
    "Adventure": ["Adventure stories"],
    "Biography": ["Biography & Autobiography"],
    "Comedy": ["Humor", "Humorous stories"],
    "Crime": ["True Crime", "Detective and mystery stories"],
    "Family": ["Children", "Juvenile Fiction"],
    "Fantasy": ["Fantasy fiction"],
    "History": ["Historical fiction"],
    "Horror": ["Horror tales", "Horror stories"],
    "Mystery": ["Detective and mystery stories"],
    "Romance": ["Love stories"],
    "Thriller": ["Thrillers", "Suspense fiction", "Spy stories"],
    "War": ["War stories"],
    "Western": ["Western stories"],
}

KINDS = {"movie": "movie", "film": "movie", "cinema": "movie", "flick": "movie", "book": "book", "novel": "book"}
ORDERS = {
    "rating": ("best", "greatest", "finest", "top", "top rated", "top-rated", "highest rated", "good", "great",
               "must-see", "must see", "must-read", "must read", "acclaimed", "excellent"),
    "popular": ("popular", "most popular", "famous", "well-known", "most watched", "most read"),
    "newest": ("new", "newest", "latest", "recent", "most recent"),
}  # fmt: skip
ORDER_OF = {word: order for order, words in ORDERS.items() for word in words}


def any_of(words: "dict[str, str] | dict[str, tuple[str, ...]] | dict[str, list[str]]") -> str:
    """Return a pattern of all of these words, the longest first."""
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


LANGUAGE = any_of(LANGUAGES)
GENRE = any_of(BOTH)
NOUN = any_of(GENRES)
KIND = "movies?|films?|cinema|flicks?|books?|novels?"
ORDER = any_of(ORDER_OF)
# Letters that a case-insensitive pattern matches with one of ours, but a dictionary does not.
PLAIN_LETTERS = str.maketrans("ſıİ\u212a", "siIK")
END = r"(?=[\s,.;!?)]|$)"

_KNOWN = re.compile(rf"\b(?:{LANGUAGE}|{GENRE}|{KIND})s?\b", re.IGNORECASE)


def has_vocabulary(text: str) -> bool:
    """Say whether a text has any word that names a language, a genre or a kind."""
    return bool(_KNOWN.search(text))


def kind_of(word: str) -> str:
    """Return `movie` or `book`."""
    word = word.lower()
    return KINDS.get(word) or KINDS[word.removesuffix("s")]


def genres_of(word: str) -> list[str]:
    """Return the genres that a word names ("thrillers", "funny", "romcom"); none if it names none."""
    word = word.lower()
    for spelled in (word, word.removesuffix("s")):
        if spelled in COMPOUNDS:
            return COMPOUNDS[spelled]
        if spelled in BOTH:
            return [BOTH[spelled]]
    return []


def all_names(genres: list[str]) -> list[str]:
    """Return genres with everything else that sources call them, for a filter."""
    return list(dict.fromkeys(name for genre in genres for name in (genre, *ALSO_CALLED.get(genre, []))))
