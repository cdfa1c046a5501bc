"""Which friends liked an item, for people: one with their stars, two by name, more by one name and their number."""

from api.ranking.reason_parts import ReasonParts, StoredEvidence, enumerate_words, make_reason


def of_friends(found: StoredEvidence) -> ReasonParts | None:
    """Return the reason of the friends who like an item now; None if none does any more. Not all have a name."""
    n_people, people = found.get("count", 0), found.get("people", [])
    if not n_people:
        return None
    names = [person["name"] for person in people if person["name"]][: 2 if n_people == 2 else 1]
    n_others, rating = n_people - len(names), people[0]["rating"] if n_people == 1 else None
    if rating is not None:
        text = f"{enumerate_words(names or ['A friend'])} gave it {rating:g}"
    else:
        others = f"{n_others}{' other' if names else ''} friend{'s' if n_others > 1 else ''}"
        text = f"{enumerate_words([*names, others] if n_others else names)} liked it"
    return make_reason("friends_liked", text, names=names, n_people=n_people, n_others=n_others, rating=rating)
