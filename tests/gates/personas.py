"""The demo's personas: 24 made-up people, by language, genre, era and maker; pure data.

Titles are films unless they begin with "book: ". Of every persona at least twenty unseen items fit, so that a list of
twenty can be all theirs; none of what they rated high has the genre that they avoid. `FIVE` are each other's opposites.
"""

from api.jobs.evaluate.persona import Kind, Persona

INDIA = ("hi", "ta", "te", "ml", "kn", "bn", "mr", "pa", "ur")
FIVE = ("Tamil thrillers", "Ghibli and family", "Bengali art house", "science fiction", "Bollywood romance")
BOOK = "book"
FILM = "movie"

PERSONAS = (
    Persona(
        FIVE[0],
        {"Dilwale Dulhania Le Jayenge": 1.5, "Vikram Vedha": 5, "Kaithi": 5, "Visaranai": 4.5}
        | {"Jai Bhim": 4.5, "Super Deluxe": 4, "Mungaru Male": 2},
        (Kind(languages=("ta",)), Kind(genres=("Thriller", "Crime"), languages=INDIA)),
        avoids="Romance",
        opposites=FIVE,
    ),
    Persona(
        FIVE[1],
        {"Gangs of Wasseypur": 1.5, "Spirited Away": 5, "My Neighbor Totoro": 5, "Toy Story": 4.5}
        | {"Goopy Gyne Bagha Byne": 4, "Kaithi": 1},
        (Kind(genres=("Animation", "Family", "Fantasy"), item_type=FILM),),
        avoids="Crime",
        opposites=FIVE,
    ),
    Persona(
        FIVE[2],
        {"KGF: Chapter 1": 1, "Pather Panchali": 5, "Charulata": 5, "Meghe Dhaka Tara": 4.5, "Jalsaghar": 4.5}
        | {"Lai Bhaari": 1.5, "Tokyo Story": 4.5},
        (Kind(languages=("bn",)), Kind(genres=("Drama",), until=1969, item_type=FILM)),
        avoids="Action",
        opposites=FIVE,
    ),
    Persona(
        FIVE[3],
        {"Mungaru Male": 1.5, "Blade Runner": 5, "The Matrix": 4.5, "Interstellar": 5, "book: Dune": 4.5}
        | {"Alien": 4, "Sairat": 2},
        (Kind(genres=("Science Fiction",)), Kind(genres=("Adventure", "Fantasy"), languages=("en",))),
        avoids="Romance",
        opposites=FIVE,
    ),
    Persona(
        FIVE[4],
        {"Alien": 1, "Dilwale Dulhania Le Jayenge": 5, "Mughal-e-Azam": 4.5, "Swades": 4.5, "Queen": 4}
        | {"Train to Busan": 1.5, "3 Idiots": 4},
        (Kind(languages=("hi",)), Kind(genres=("Romance",), languages=INDIA, item_type=FILM)),
        avoids="Horror",
        opposites=FIVE,
    ),
    Persona(
        "Telugu spectacle",
        {"Tokyo Story": 1.5, "Baahubali: The Beginning": 5, "Baahubali 2: The Conclusion": 5, "Magadheera": 4.5}
        | {"RRR": 5, "Eega": 4, "Shwaas": 2},
        (Kind(languages=("te",)), Kind(genres=("Action", "Fantasy", "Adventure"), languages=INDIA)),
        avoids="Family",
        opposites=("small Malayalam films", "readers of classics"),
    ),
    Persona(
        "small Malayalam films",
        {"KGF: Chapter 1": 1.5, "Kumbalangi Nights": 5, "Maheshinte Prathikaaram": 4.5, "Premam": 4.5}
        | {"Bangalore Days": 4, "Thondimuthalum Driksakshiyum": 4.5, "Jallikattu": 2},
        (Kind(languages=("ml",)), Kind(genres=("Comedy",), languages=INDIA)),
        avoids="Action",
        opposites=("Kannada crime", "fear"),
    ),
    Persona(
        "Kannada crime",
        {"Kirik Party": 2, "Ulidavaru Kandanthe": 5, "Garuda Gamana Vrishabha Vahana": 5, "KGF: Chapter 1": 4}
        | {"Kantara": 4.5, "Pelli Choopulu": 1.5},
        (Kind(languages=("kn",)), Kind(genres=("Crime", "Thriller"), languages=INDIA)),
        avoids="Comedy",
        opposites=("Marathi homes", "fantasy"),
    ),
    Persona(
        "Marathi homes",
        {"Die Hard": 1.5, "Killa": 5, "Shwaas": 4.5, "Elizabeth Ekadashi": 4.5, "Natsamrat": 4, "Fandry": 4.5}
        | {"Oldboy": 1},
        (Kind(languages=("mr",)), Kind(genres=("Family",))),
        avoids="Thriller",
        opposites=("thrillers of the world",),
    ),
    Persona(
        "Punjabi comedies",
        {"Court": 1.5, "Carry On Jatta": 5, "Angrej": 4.5, "Sardaar Ji": 4, "Bambukat": 4.5, "Visaranai": 1},
        (Kind(languages=("pa",)), Kind(genres=("Comedy",), languages=INDIA)),
        avoids="Crime",
        opposites=("war and history", "readers of crime"),
    ),
    Persona(
        "fear",
        {"Dilwale Dulhania Le Jayenge": 1, "The Shining": 5, "Alien": 4.5, "Psycho": 4.5, "Manichitrathazhu": 4.5}
        | {"Train to Busan": 4, "Mungaru Male": 1.5},
        (Kind(genres=("Horror", "Thriller")),),
        avoids="Romance",
        opposites=("Punjabi comedies",),
    ),
    Persona(
        "films before 1970",
        {"KGF: Chapter 1": 1.5, "Casablanca": 5, "Some Like It Hot": 4.5, "La Strada": 5, "Rashomon": 4.5}
        | {"Tokyo Story": 4.5, "Charulata": 4, "Baahubali: The Beginning": 2},
        (Kind(until=1969, item_type=FILM),),
        avoids="Action",
        opposites=("Telugu spectacle",),
    ),
    Persona(
        "the eighties and nineties",
        {"KGF: Chapter 1": 1.5, "Nayakan": 5, "Cinema Paradiso": 5, "Children of Heaven": 4.5, "Mouna Ragam": 4.5}
        | {"The Truman Show": 4, "Groundhog Day": 4.5, "Die Hard": 1.5},
        (Kind(since=1980, until=1999, item_type=FILM),),
        avoids="Action",
        opposites=("Telugu spectacle",),
    ),
    Persona(
        "thrillers of the world",
        {"Titanic": 2, "Parasite": 5, "Drishyam": 5, "The Lives of Others": 4.5, "Wild Tales": 4.5, "Die Hard": 4}
        | {"Pelli Choopulu": 1.5},
        (Kind(genres=("Thriller", "Crime", "Mystery"), item_type=FILM),),
        avoids="Romance",
        opposites=("Punjabi comedies",),
    ),
    Persona(
        "readers of classics",
        {"book: Gone Girl": 2, "book: Crime and Punishment": 5, "book: Anna Karenina": 4.5}
        | {"book: The Metamorphosis": 4.5, "book: The Stranger": 4, "book: Don Quixote": 4.5}
        | {"book: The Hunger Games": 1.5},
        (Kind(genres=("Classics",)),),
        avoids="Thriller",
        opposites=("comedies", "Kannada crime"),
    ),
    Persona(
        "readers of crime",
        {"book: The Alchemist": 1.5, "book: Murder on the Orient Express": 5, "book: Gone Girl": 4.5}
        | {"book: The Hound of the Baskervilles": 4.5, "book: The Girl with the Dragon Tattoo": 4.5}
        | {"book: Siddhartha": 1.5},
        (Kind(genres=("Mystery", "Thriller"), item_type=BOOK), Kind(genres=("Mystery",))),
        avoids="Philosophy",
        opposites=("Indian literature",),
    ),
    Persona(
        "fantasy",
        {"book: Train to Pakistan": 2, "book: The Hobbit": 5, "book: The Fellowship of the Ring": 5}
        | {"Spirited Away": 4.5, "Pan's Labyrinth": 4, "Baahubali: The Beginning": 4.5}
        | {"book: All Quiet on the Western Front": 1.5},
        (Kind(genres=("Fantasy", "Young Adult")),),
        avoids="Historical Fiction",
        opposites=("true stories",),
    ),
    Persona(
        "true stories",
        {"book: Harry Potter and the Philosopher's Stone": 1.5, "book: Wild Swans": 4.5, "book: Into Thin Air": 4.5}
        | {"book: Sapiens: A Brief History of Humankind": 5, "book: The Diary of a Young Girl": 4.5}
        | {"book: The Emperor of All Maladies": 4, "book: The Hobbit": 2},
        (Kind(genres=("Nonfiction", "Biography", "History", "Documentary", "Historical Fiction")),),
        avoids="Fantasy",
        opposites=("fantasy", "Telugu spectacle"),
    ),
    Persona(
        "Indian literature",
        {"Alien": 1.5, "book: Godan": 5, "book: Raag Darbari": 4.5, "book: Samskara": 4.5, "book: Kosala": 4}
        | {"book: The Guide": 4.5, "book: The Hunger Games": 1.5},
        (
            Kind(languages=INDIA, item_type=BOOK),
            Kind(people=("Khushwant Singh", "Salman Rushdie", "Arundhati Roy")),
            Kind(languages=INDIA, until=1969),
        ),
        avoids="Science Fiction",
        opposites=("science fiction",),
    ),
    Persona(
        "Satyajit Ray",
        {"Die Hard": 2, "Aparajito": 5, "Nayak": 5, "Charulata": 4.5, "Goopy Gyne Bagha Byne": 4}
        | {"Pather Panchali": 4.5, "Ocean's Eleven": 1.5},
        (Kind(people=("Satyajit Ray",)), Kind(languages=("bn",)), Kind(until=1969, item_type=FILM)),
        avoids="Thriller",
        opposites=("thrillers of the world",),
    ),
    Persona(
        "Hollywood since 1970",
        {"Meghe Dhaka Tara": 1.5, "Jaws": 4.5, "Back to the Future": 5, "E.T. the Extra-Terrestrial": 4.5}
        | {"The Truman Show": 4, "Jalsaghar": 1.5},
        (Kind(languages=("en",), since=1970),),
        avoids="Music",
        opposites=("Bengali art house", "Satyajit Ray"),
    ),
    Persona(
        "war and history",
        {"Carry On Jatta": 1.5, "Das Boot": 4.5, "Ida": 5, "Sajjan Singh Rangroot": 4, "Mughal-e-Azam": 4.5}
        | {"Titanic": 4.5, "Sardaar Ji": 1},
        (Kind(genres=("War", "History", "Historical Fiction")),),
        avoids="Comedy",
        opposites=("Punjabi comedies", "comedies"),
    ),
    Persona(
        "comedies",
        {"Stalker": 1.5, "Groundhog Day": 5, "The Intouchables": 4.5, "3 Idiots": 4.5, "Andhadhun": 4}
        | {"Maheshinte Prathikaaram": 4, "2001: A Space Odyssey": 1.5},
        (Kind(genres=("Comedy",)),),
        avoids="Science Fiction",
        opposites=("fear",),
    ),
    Persona(
        "readers of dystopias",
        {"Dilwale Dulhania Le Jayenge": 2, "book: Nineteen Eighty-Four": 5, "book: Brave New World": 4.5}
        | {"book: Fahrenheit 451": 4.5, "book: Solaris": 4, "book: Norwegian Wood": 1.5}
        | {"book: Do Androids Dream of Electric Sheep?": 4.5},
        (Kind(genres=("Science Fiction",)), Kind(genres=("Thriller", "Horror"), item_type=BOOK)),
        avoids="Romance",
        opposites=("Bollywood romance",),
    ),
)
