"""GET /matches, /matches/blocked, /matches/{person_id}, /friends and their ratings; what people say of each other."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from api.http.cards import Shown
from api.http.deps import CurrentSettings, Limit, Me, Skip
from api.http.features import feature
from api.matches import service
from api.matches.schemas import (
    BlockedPeople,
    FriendRatings,
    Friends,
    KnownPerson,
    Match,
    Matches,
    PersonReport,
    ReportedPerson,
)
from api.sizes import MOST_LISTED

router = feature("people")

REPORTS_A_DAY = 10
MatchLimit = Annotated[int, Query(ge=1, le=50, description="The most to answer")]
Threshold = Annotated[
    float | None,
    Query(ge=0, le=1, description="The least score; by default MATCH_THRESHOLD. Below 0.6 nobody is shown"),
]


@router.get("/matches", response_model=Matches)
async def get_matches(
    me: Me, settings: CurrentSettings, show: Shown, threshold: Threshold = None, limit: MatchLimit = 10
) -> Any:
    """People of similar taste, computed from your ratings as they are now. You and they must be discoverable."""
    return show.made(await service.list_matches(me, settings, threshold, limit))


@router.get("/matches/blocked", response_model=BlockedPeople)
async def get_blocked_people(me: Me) -> Any:
    """Whom you blocked, the newest first."""
    return await me.one("get_blocked_people", person_limit=MOST_LISTED)


@router.get("/matches/{person_id}", response_model=Match)
async def get_match(me: Me, person_id: UUID, show: Shown) -> Any:
    """One of your matches or friends."""
    return show.made(await me.one("get_match", person_id=str(person_id)))


@router.post("/matches/{person_id}/accept", response_model=KnownPerson)
async def accept_person(me: Me, person_id: UUID) -> Any:
    """Say that you want to know somebody. When both have said so, you are friends and see each other's names."""
    return await me.one("change_relation", person_id=str(person_id), verb="accept")


@router.post("/matches/{person_id}/decline", response_model=KnownPerson)
async def decline_person(me: Me, person_id: UUID) -> Any:
    """Be offered somebody never again. They are not told."""
    return await me.one("change_relation", person_id=str(person_id), verb="decline")


@router.post("/matches/{person_id}/block", response_model=KnownPerson)
async def block_person(me: Me, person_id: UUID) -> Any:
    """Be gone for somebody, and they for you, at once and everywhere."""
    return await me.one("change_relation", person_id=str(person_id), verb="block")


@router.post("/matches/{person_id}/unblock", response_model=KnownPerson)
async def unblock_person(me: Me, person_id: UUID) -> Any:
    """Take a block back."""
    return await me.one("change_relation", person_id=str(person_id), verb="unblock")


@router.post("/matches/{person_id}/report", response_model=ReportedPerson)
async def report_person(me: Me, person_id: UUID, given: PersonReport) -> Any:
    """Tell the operator of somebody. A second report of them replaces the first; ten people a day can be reported."""
    return await me.one("report_person", person_id=str(person_id), reason=given.reason, daily_limit=REPORTS_A_DAY)


@router.get("/friends", response_model=Friends)
async def get_friends(me: Me) -> Any:
    """Your friends, by name."""
    return await me.one("get_friends")


@router.delete("/friends/{person_id}", response_model=KnownPerson)
async def end_friendship(me: Me, person_id: UUID) -> Any:
    """End a friendship. You are not offered to each other again."""
    return await me.one("end_friendship", person_id=str(person_id))


@router.get("/friends/{person_id}/ratings", response_model=FriendRatings)
async def get_friend_ratings(me: Me, person_id: UUID, show: Shown, skip: Skip = 0, limit: Limit = 20) -> Any:
    """A friend's star ratings, the newest first. Both of you must share yours."""
    page = await me.one("get_friend_ratings", person_id=str(person_id), item_skip=skip, item_limit=limit)
    return show.made({**page, "skip": skip, "limit": limit})
