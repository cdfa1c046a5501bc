"""How well a catalogue is searched: `DATABASE_URL=… python -m tests.benchmarks.search_quality` on an imported one.

Import MovieLens with its tags and TMDB's overviews, and the Google Books volumes first. The descriptions are in words
of our own. Weights were chosen on TUNED and FORMER, and since their results are known on FRESH. HELD_OUT was written
before its results were seen, and is only judged on.
"""

import asyncio
import re
from collections.abc import Iterable
from statistics import mean, median
from typing import Any

import httpx

from api.app import create_app
from api.settings import read_settings
from tests.conftest import client_of

# What is described, and what the title holds.
TUNED = [
    ("a hacker learns that reality is a computer simulation", "Matrix"),
    ("archaeologist races the nazis to find the ark of the covenant", "Raiders of the Lost Ark"),
    ("a toy cowboy is jealous of a new space ranger toy", "Toy Story"),
    ("a giant shark terrorizes a beach town", "Jaws"),
    ("weatherman relives the same day again and again", "Groundhog Day"),
    ("a man with short term memory loss hunts his wife's killer", "Memento"),
    ("clownfish father searches the ocean for his lost son", "Finding Nemo"),
    ("teenager travels back in time in a car and meets his young parents", "Back to the Future"),
    ("fbi trainee asks a cannibal psychiatrist for help to catch a killer", "Silence of the Lambs"),
    ("mafia patriarch hands power over to his reluctant son", "Godfather"),
    ("a boy who sees dead people and his psychologist", "Sixth Sense"),
    ("stranded alone on an island after a plane crash with a volleyball", "Cast Away"),
    ("rat who wants to be a chef in paris", "Ratatouille"),
    ("thieves plant an idea in someone's mind through dreams", "Inception"),
    ("robot left on earth to clean up trash falls in love", "WALL"),
    ("insomniac office worker and a soap salesman start an underground fight club", "Fight Club"),
    ("king with a stammer and his speech therapist", "King's Speech"),
    ("man unaware that his whole life is a tv show", "Truman Show"),
    ("orphan boy discovers he is a wizard and goes to magic school", "Harry Potter"),
    ("small creature must destroy a ring of power", "Lord of the Rings|Fellowship"),
]
# Judged on before keywords came, tuned on since.
FORMER = [
    ("a lonely widower's radio call wins the heart of a stranger in another city", "Sleepless in Seattle"),
    ("two policemen chase a killer inspired by the seven deadly sins", "Seven|Se7en"),
    ("a family forgets their eight year old son at christmas and burglars come", "Home Alone"),
    ("a mermaid gives up her voice to become human", "Little Mermaid"),
    ("a genie grants wishes to a street thief who loves a princess", "Aladdin"),
    ("a nun becomes governess to seven children and they sing", "Sound of Music"),
    ("a lawyer cannot tell a lie for a whole day", "Liar Liar"),
    ("a divorced father disguises himself as an old nanny", "Doubtfire"),
    ("a murdered policeman is rebuilt as a machine in detroit", "RoboCop"),
    ("a giant ape is taken from his island to new york", "King Kong"),
    ("a little pig learns to herd sheep", "Babe"),
    ("a doctor wrongly accused of murder escapes and searches for a one-armed man", "Fugitive"),
    ("five students spend a saturday in detention", "Breakfast Club"),
    ("a mathematician races to break the nazi enigma code", "Imitation Game"),
    ("a woman drifts alone in orbit after her shuttle is destroyed", "Gravity"),
    ("a man is born old and grows younger", "Benjamin Button"),
    ("a father and his son walk through a burned america", "The Road"),
    ("a soldier unstuck in time survives the bombing of dresden", "Slaughterhouse"),
    ("a butler looks back on his years of service to an english lord", "Remains of the Day"),
    ("hackers and codebreakers, world war two gold and a data haven", "Cryptonomicon"),
]
FRESH = [
    ("a puppeteer finds a doorway into the head of a famous actor", "Being John Malkovich"),
    ("a shy waitress in paris secretly improves the lives of people around her", "Amelie|Amélie"),
    ("a young drummer is tormented by a brutal music teacher", "Whiplash"),
    ("an aging wrestler wants to return to the ring despite his failing heart", "Wrestler"),
    ("a couple have their memories of each other erased after breaking up", "Eternal Sunshine"),
    ("a banker convicted of killing his wife befriends an inmate and tunnels out of prison", "Shawshank"),
    ("a pianist hides from the germans in the ruins of warsaw", "Pianist"),
    ("a linguist must decipher the language of visitors from space", "Arrival"),
    ("a slow-witted man from alabama stumbles through american history", "Forrest Gump"),
    ("the computer of a spaceship bound for jupiter turns against its crew", "2001: A Space Odyssey"),
    ("chickens plot to fly from their farm before they are made into pies", "Chicken Run"),
    ("a fishing boat is caught in a monstrous storm", "Perfect Storm"),
    ("a black man meets the parents of his white girlfriend and something is terribly wrong", "Get Out"),
    ("an old man ties balloons to his house and floats to south america", "Up"),
    ("twelve jurors argue about the verdict in a murder trial", "12 Angry Men|Twelve Angry Men"),
    ("a ballerina loses her mind while she rehearses swan lake", "Black Swan"),
    ("a girl meets a faun in spain after the civil war", "Pan's Labyrinth"),
    ("a con man poses as a pilot and a doctor while an fbi agent hunts him", "Catch Me If You Can"),
    ("an astronaut left behind on mars grows potatoes to survive", "Martian"),
    ("a boy befriends a stranded alien and helps him phone home", "E.T."),
]
HELD_OUT = [
    ("two rival magicians sacrifice everything to outdo each other's trick", "Prestige"),
    ("no babies are born any more and a man escorts the only pregnant woman to safety", "Children of Men"),
    ("a writer breaks his legs and is kept prisoner by his biggest fan", "Misery"),
    ("a family must not make a sound or monsters will come", "Quiet Place"),
    ("an east german spy listens to a playwright through the walls and begins to care", "Lives of Others"),
    ("two musicians dress as women to hide from gangsters in a girl band", "Some Like It Hot"),
    ("a miner's son gives up boxing for ballet", "Billy Elliot"),
    ("aliens live in a slum in south africa and an official slowly turns into one of them", "District 9"),
    ("a family drives a yellow van to a beauty contest for little girls", "Little Miss Sunshine"),
    ("a limping crook tells the police about a crime lord whom nobody has seen", "Usual Suspects"),
    ("a man is locked in a room for fifteen years and never told why", "Oldboy|Old Boy"),
    ("heroin addicts in edinburgh, one of whom tries to get out", "Trainspotting"),
    ("newspaper reporters uncover priests who abused children", "Spotlight"),
    ("women flee from a tyrant across the desert in a huge truck", "Fury Road"),
    ("a photographer with a broken leg watches his neighbors and suspects a murder", "Rear Window"),
    ("a dead couple hire a crude ghost to scare the new owners out of their house", "Beetlejuice"),
    ("the captain of a british warship chases a french one around south america", "Master and Commander"),
    ("a girl works in a bathhouse for spirits after her parents turn into pigs", "Spirited Away"),
    ("students sue the founder of a website where everybody makes friends", "Social Network"),
    ("a barefoot cop fights robbers in a skyscraper on christmas eve", "Die Hard"),
]
TITLES = [
    "Heat",
    "Alien",
    "amelie",
    "the godfather",
    "Fargo",
    "Dune",
    "toy story",
    "Life Is Beautiful",
    "seven samurai",
    "emma",
]
PEOPLE = [
    "agatha christie", "stephen king", "terry pratchett", "ursula le guin", "gabriel garcia marquez", "haruki murakami",
    "philip k. dick", "toni morrison", "j. r. r. tolkien", "books by isaac asimov",
]  # fmt: skip
CONSTRAINED = [
    "french comedies from the 1990s",
    "science fiction movies before 1970 not horror",
    "korean films since 2000",
    "a heist in japanese",
    "poetry books after 2000",
]


def first_rank(items: Iterable[dict[str, Any]], wanted: str) -> int | None:
    """The place of the first item whose title holds one of `wanted`, which `|` separates."""
    pattern = re.compile("|".join(rf"\b{re.escape(part)}" for part in wanted.split("|")), re.IGNORECASE)
    return next((place for place, item in enumerate(items, 1) if pattern.search(item["title"])), None)


async def ranks(client: httpx.AsyncClient, path: str, questions: list[tuple[str, str]]) -> list[int | None]:
    """The rank of what each question means, in the first hundred answers; None where it is not among them."""
    found = []
    for question, wanted in questions:
        answer = await client.get(path, params={"q": question, "limit": 100})
        found.append(first_rank(answer.json()["items"], wanted))
    return found


def summary(found: list[int | None]) -> str:
    """Mean reciprocal rank, share in the first five, median rank."""
    reciprocal = mean(1 / rank if rank else 0 for rank in found)
    in_five = mean(rank is not None and rank <= 5 for rank in found)
    return f"MRR {reciprocal:.3f}, in the first five {in_five:.0%}, median rank {median(rank or 101 for rank in found)}"


async def print_descriptions(client: httpx.AsyncClient, name: str, questions: list[tuple[str, str]]) -> None:
    """A line a question, then the summary, for both kinds of search."""
    semantic, fused = [await ranks(client, path, questions) for path in ("/search/semantic", "/search")]
    print(f"\n## {name}: rank by /search/semantic, by /search")
    for (question, wanted), one, other in zip(questions, semantic, fused, strict=True):
        print(f"{one or '-':>4} {other or '-':>4}  {question} → {wanted}")
    print(f"semantic: {summary(semantic)}\nfused:    {summary(fused)}")


async def print_first_results(client: httpx.AsyncClient, name: str, questions: list[str]) -> None:
    """The first three answers of each question, and what was understood."""
    print(f"\n## {name}")
    for question in questions:
        answer = (await client.get("/search", params={"q": question, "limit": 3})).json()
        understood = {key: value for key, value in answer["parsed"].items() if value}
        shown = "; ".join(f"{item['title']} ({item['year']}) {'+'.join(item['matched'])}" for item in answer["items"])
        print(f"{question}{f' {understood}' if understood else ''}: {shown or answer['emptied_by']}")


async def main() -> None:
    """Prints all of it for the configured database."""
    async with client_of(create_app(read_settings())) as client:
        health = (await client.get("/health/db")).json()
        print(f"{health['n_movies']} movies, {health['n_books']} books")
        await print_descriptions(client, "Twenty descriptions the weights were tuned on", TUNED)
        await print_descriptions(client, "Twenty that were fresh before", FORMER)
        await print_descriptions(client, "Twenty fresh descriptions", FRESH)
        await print_descriptions(client, "Twenty held out", HELD_OUT)
        await print_first_results(client, "Ten exact titles", TITLES)
        await print_first_results(client, "Ten people", PEOPLE)
        await print_first_results(client, "Five constraint queries", CONSTRAINED)


if __name__ == "__main__":
    asyncio.run(main())
