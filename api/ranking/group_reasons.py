"""Why a group could watch an item, for people: a key with parameters for translators, and a plain sentence.

A reason names what a member likes, never what they rated.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from api.ranking.expectations import Expected, Seat
from api.ranking.reason_parts import ReasonParts, enumerate_words, make_reason
from api.ranking.reasons import LEAST_SHARE, N_FEATURES, name_of_feature
from api.ranking.taste import Feature

SOMEBODY = "Somebody"  # who gave no name
AS_MUCH = 0.25  # stars; members who are no further apart like an item as much as one another
GOOD = 3.5  # stars
LEAST_POINTS = 0.1  # of a taste; a weaker feature is no reason


def write_stars(stars: float) -> str:
    """Return stars to one decimal, halves up, as pages show them: 4.05 is 4.1."""
    return str(Decimal(str(stars)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def reason_of_member(seat: Seat, expected: Expected, item_type: str) -> ReasonParts:
    """Return why a member is expected to give an item these stars."""
    name = seat.name or SOMEBODY
    if not expected.is_known:
        text = f"Nothing is known of {name}'s taste yet: counted as the others like it"
        return make_reason("member_unknown", text, name=seat.name)
    is_good = expected.stars >= GOOD
    told = _strongest(expected, 1 if is_good else -1)
    if not told:
        text = f"{name} is expected to give it {write_stars(expected.stars)}"
        return make_reason("member_expected", text, name=seat.name, stars=expected.stars)
    names = enumerate_words([name_of_feature(kind, feature, item_type) for kind, feature in told])
    features = [{"kind": kind, "name": feature} for kind, feature in told]
    if is_good:
        return make_reason("member_likes", f"{name} likes {names}", name=seat.name, features=features)
    return make_reason("less_members_kind", f"Less {name}'s kind: {names}", name=seat.name, features=features)


def reason_of_pick(seats: Sequence[Seat], expected: Sequence[Expected], item_type: str) -> ReasonParts:
    """Return whom an item suits best, and why."""
    known = [(seat, one) for seat, one in zip(seats, expected, strict=True) if one.is_known]
    if not known:
        return make_reason("widely_liked", "Nothing is known of anybody's taste yet: this is widely liked")
    highest = max(one.stars for _, one in known)
    best = [(seat, one) for seat, one in known if highest - one.stars <= AS_MUCH]
    names = [seat.name for seat, _ in best]
    if len(best) == len(known) > 1:
        text = f"Suits everybody about as much: {write_stars(highest)} stars expected"
        return make_reason("suits_all", text, stars=highest)
    seat, one = max(best, key=lambda pair: pair[1].stars)
    why = reason_of_member(seat, one, item_type)
    who = enumerate_words([name or SOMEBODY for name in names])
    key = "suits_best" if highest >= GOOD else "suits_least_badly"
    begins = "Suits" if highest >= GOOD else "Suits nobody well, least badly"
    text = f"{begins} {who}{' best' if highest >= GOOD and len(known) > 1 else ''}: {why['text']}"
    return make_reason(key, text, names=names, why=why["key"], **why["params"])


def _strongest(expected: Expected, sign: int) -> list[Feature]:
    """Return the features that speak most for an item, or with sign -1 against it."""
    parts = sorted(
        ((points * sign, feature) for feature, points in expected.features.items() if points * sign >= LEAST_POINTS),
        reverse=True,
    )
    return [feature for points, feature in parts[:N_FEATURES] if points >= LEAST_SHARE * parts[0][0]]
