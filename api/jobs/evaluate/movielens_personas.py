"""MovieLens' personas: made-up people by language, genre and era; pure data. Titles are spelled as in the catalogue."""

from api.jobs.evaluate.persona import Kind, Persona

CHINESE = ("zh", "yue")

PERSONAS = (
    Persona(
        "Japanese animation",
        {"Saving Private Ryan (1998)": 1.5, "Spirited Away (2001)": 5, "My Neighbor Totoro (1988)": 5}
        | {"Princess Mononoke (1997)": 4.5, "Howl's Moving Castle (2004)": 4.5, "Akira (1988)": 4}
        | {"Braveheart (1995)": 2},
        (Kind(languages=("ja",)), Kind(genres=("Animation",))),
        avoids="War",
        opposites=("westerns", "documentaries"),
    ),
    Persona(
        "French cinema",
        {"Independence Day (1996)": 1.5, "Amelie (2001)": 5, "Three Colors: Blue (1993)": 4.5}
        | {"Three Colors: Red (1994)": 5, "Delicatessen (1991)": 4, "Intouchables (2011)": 4.5}
        | {"Batman Forever (1995)": 1},
        (Kind(languages=("fr",)),),
        avoids="Action",
        opposites=("superheroes", "Chinese and Korean cinema"),
    ),
    Persona(
        "Chinese and Korean cinema",
        {"American Pie (1999)": 1.5, "Crouching Tiger, Hidden Dragon (2000)": 5, "Hero (2002)": 4.5}
        | {"House of Flying Daggers (2004)": 4, "Infernal Affairs (2002)": 4.5, "Old Boy (2003)": 5}
        | {"Dumb & Dumber (1994)": 1},
        (Kind(languages=(*CHINESE, "ko")),),
        avoids="Comedy",
        opposites=("romances",),
    ),
    Persona(
        "westerns",
        {"Pretty Woman (1990)": 1.5, "The Good, the Bad and the Ugly (1966)": 5, "Unforgiven (1992)": 4.5}
        | {"Once Upon a Time in the West (1968)": 5, "Tombstone (1993)": 4}
        | {"Butch Cassidy and the Sundance Kid (1969)": 4, "Notting Hill (1999)": 2},
        (Kind(genres=("Western",)),),
        avoids="Romance",
        opposites=("romances",),
    ),
    Persona(
        "horror",
        {"Sleepless in Seattle (1993)": 1.5, "The Shining (1980)": 5, "The Exorcist (1973)": 4.5}
        | {"Halloween (1978)": 4.5, "The Ring (2002)": 4, "Scream (1996)": 4, "Pretty Woman (1990)": 1},
        (Kind(genres=("Horror",)),),
        avoids="Romance",
        opposites=("musicals and family", "documentaries"),
    ),
    Persona(
        "documentaries",
        {"The Mummy (1999)": 1.5, "Bowling for Columbine (2002)": 5, "Hoop Dreams (1994)": 5}
        | {"Roger & Me (1989)": 4.5, "Super Size Me (2004)": 4, "Armageddon (1998)": 1},
        (Kind(genres=("Documentary",)),),
        avoids="Action",
        opposites=("superheroes",),
    ),
    Persona(
        "musicals and family",
        {"The Exorcist (1973)": 1, "The Sound of Music (1965)": 5, "Mary Poppins (1964)": 5}
        | {
            "Beauty and the Beast (1991)": 4.5,
            "The Wizard of Oz (1939)": 4.5,
            "The Little Mermaid (1989)": 4,
            "Scream (1996)": 1.5,
        },
        (Kind(genres=("Music", "Family")),),
        avoids="Horror",
        opposites=("science fiction",),
    ),
    Persona(
        "film noir",
        {"Ace Ventura: Pet Detective (1994)": 1, "The Maltese Falcon (1941)": 5, "Double Indemnity (1944)": 5}
        | {"The Third Man (1949)": 4.5, "Touch of Evil (1958)": 4.5, "The Big Sleep (1946)": 4.5}
        | {"Dumb & Dumber (1994)": 1.5},
        (Kind(genres=("Film-Noir",)), Kind(genres=("Crime", "Mystery", "Thriller"), until=1969)),
        avoids="Comedy",
        opposites=("superheroes", "Japanese animation"),
    ),
    Persona(
        "science fiction",
        {"Titanic (1997)": 1.5, "Blade Runner (1982)": 5, "The Matrix (1999)": 4.5, "Alien (1979)": 4.5}
        | {"2001: A Space Odyssey (1968)": 4, "The Terminator (1984)": 4.5, "Pretty Woman (1990)": 1},
        (Kind(genres=("Science Fiction",)),),
        avoids="Romance",
        opposites=("romances",),
    ),
    Persona(
        "romances",
        {"Alien (1979)": 1, "When Harry Met Sally... (1989)": 5, "Notting Hill (1999)": 4.5}
        | {"Sleepless in Seattle (1993)": 4.5, "Four Weddings and a Funeral (1994)": 4, "Pretty Woman (1990)": 4}
        | {"The Exorcist (1973)": 1},
        (Kind(genres=("Romance",)),),
        avoids="Horror",
        opposites=("war",),
    ),
    Persona(
        "war",
        {"Ace Ventura: Pet Detective (1994)": 1.5, "Platoon (1986)": 4.5, "Full Metal Jacket (1987)": 4.5}
        | {"Apocalypse Now (1979)": 5, "Saving Private Ryan (1998)": 5, "Schindler's List (1993)": 4.5}
        | {"American Pie (1999)": 1},
        (Kind(genres=("War",)),),
        avoids="Comedy",
        opposites=("Japanese animation", "musicals and family"),
    ),
    Persona(
        "before 1960",
        {"Armageddon (1998)": 1.5, "It Happened One Night (1934)": 5, "Bringing Up Baby (1938)": 4.5}
        | {"City Lights (1931)": 5, "Duck Soup (1933)": 4.5, "The Philadelphia Story (1940)": 4.5}
        | {"The Mummy (1999)": 1},
        (Kind(until=1959),),
        avoids="Action",
        opposites=("superheroes", "horror"),
    ),
    Persona(
        "superheroes",
        {"Sense and Sensibility (1995)": 2, "The Dark Knight (2008)": 4.5, "Iron Man (2008)": 5}
        | {"Spider-Man 2 (2004)": 4.5, "X2: X-Men United (2003)": 4.5, "The Avengers (2012)": 5}
        | {"Gone with the Wind (1939)": 1.5},
        (Kind(genres=("Action",), since=2000),),
        avoids="Romance",
        opposites=("before 1960",),
    ),
    Persona(
        "fantasy",
        {"Seven (1995)": 1.5, "The Lord of the Rings: The Fellowship of the Ring (2001)": 5}
        | {"The Lord of the Rings: The Two Towers (2002)": 5, "The Princess Bride (1987)": 4.5}
        | {"Harry Potter and the Sorcerer's Stone (2001)": 4.5, "The NeverEnding Story (1984)": 4}
        | {"Reservoir Dogs (1992)": 1},
        (Kind(genres=("Fantasy",)),),
        avoids="Crime",
        opposites=("film noir", "documentaries"),
    ),
)
