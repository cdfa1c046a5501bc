"""/groups, /groups/join, and one group: its name and code, its members, picks and evenings."""

from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import Path, Query, Request

from api.groups import picks, service
from api.groups.pick_schemas import EveningRecord, Picks, Tonight
from api.groups.schemas import (
    Evening,
    Evenings,
    Group,
    GroupDeleted,
    Groups,
    GuestJoining,
    GuestWelcome,
    Joining,
    NewGroup,
)
from api.http.cards import Shown
from api.http.deps import CurrentSettings, Db, Limit, Me, Skip
from api.http.features import feature
from api.http.filters import OfType, SearchFilters
from api.http.guests import CallerOrGuest
from api.http.limits import AttemptLimits

router = feature("groups", prefix="/groups")

GroupId = Annotated[UUID, Path(description="The `group_id` of GET /groups")]
MemberId = Annotated[UUID, Path(description="The `member_id` of a member of the group")]
EveningId = Annotated[int, Path(ge=1, le=2**53, description="The `evening_id` of an evening of the group")]
PickLimit = Annotated[int, Query(ge=1, le=40, description="The most to answer")]


async def _take_try(request: Request, who: str) -> None:
    """Count a try of a code, as a login is counted: nobody can guess one."""
    limits = cast(AttemptLimits, request.app.state.attempt_limits)
    await limits.take(request.client.host if request.client else "", who)


@router.post("", response_model=Group, status_code=201)
async def make_group(me: Me, given: NewGroup) -> Any:
    """Make a group. Tell others its code: whoever has it can join."""
    return await service.make_group(me, given.name)


@router.get("", response_model=Groups)
async def get_groups(me: Me) -> Any:
    """The groups that you are in, the one joined last first."""
    return await service.get_groups(me)


@router.post("/join", response_model=Group)
async def join_group(request: Request, me: Me, given: Joining) -> Any:
    """Join the group with a code. Joining twice changes nothing."""
    await _take_try(request, f"group of account {me.user_id}")
    return await service.join_group(me, given.code)


@router.post("/join/guest", response_model=GuestWelcome, status_code=201)
async def join_group_as_guest(request: Request, db: Db, given: GuestJoining) -> Any:
    """Join a group without an account: with a name and a few titles that you like. Keep the key."""
    await _take_try(request, f"group of guest {given.name}")
    return await service.join_as_guest(db, given)


@router.get("/{group_id}", response_model=Group)
async def get_group(member: CallerOrGuest, group_id: GroupId) -> Any:
    """A group that you are in."""
    return await service.get_group(member, str(group_id))


@router.patch("/{group_id}", response_model=Group)
async def rename_group(me: Me, group_id: GroupId, given: NewGroup) -> Any:
    """Give your group another name. Only its host may."""
    return await service.change_group(me, str(group_id), given.name)


@router.delete("/{group_id}", response_model=GroupDeleted)
async def delete_group(me: Me, group_id: GroupId) -> Any:
    """Delete your group with its evenings. Only its host may."""
    return await me.one("delete_group", group_id=str(group_id))


@router.post("/{group_id}/code", response_model=Group)
async def renew_group_code(me: Me, group_id: GroupId) -> Any:
    """Get a new code; nobody can join by the former one any more. Only the host may."""
    return await service.change_group(me, str(group_id), has_new_code=True)


@router.delete("/{group_id}/members/{member_id}", response_model=GroupDeleted)
async def remove_member(member: CallerOrGuest, group_id: GroupId, member_id: MemberId) -> Any:
    """Leave a group, or as its host take somebody out of it. With its last account the group is deleted."""
    return await member.one("remove_member", group_id=str(group_id), member_id=str(member_id))


@router.post("/{group_id}/picks", response_model=Picks)
async def pick_for_group(
    member: CallerOrGuest,
    settings: CurrentSettings,
    filters: SearchFilters,
    item_type: OfType,
    show: Shown,
    group_id: GroupId,
    given: Tonight | None = None,
    limit: PickLimit = 10,
) -> Any:
    """What you could watch together tonight, with what it is to each of you and the arithmetic. Nothing is stored."""
    wanted = given or Tonight()
    night = picks.Night(item_type, filters, wanted.veto, wanted.rewatch)
    return show.made(await picks.pick(member, settings, str(group_id), night, wanted.rule, limit))


@router.post("/{group_id}/evenings", response_model=Evening, status_code=201)
async def record_evening(
    me: Me,
    settings: CurrentSettings,
    filters: SearchFilters,
    item_type: OfType,
    group_id: GroupId,
    given: EveningRecord,
) -> Any:
    """Record what you watched together: who gave way weighs more the next time.

    Send the filters, `veto` and `rewatch` of the picks too; they say what else there was.
    """
    night = picks.Night(item_type, filters, given.veto, given.rewatch)
    return await picks.record_evening(me, settings, str(group_id), given.item_id, night)


@router.get("/{group_id}/evenings", response_model=Evenings)
async def get_evenings(member: CallerOrGuest, group_id: GroupId, show: Shown, skip: Skip = 0, limit: Limit = 20) -> Any:
    """What the group watched, newest first, and how content everybody was."""
    found = await member.one("get_evenings", group_id=str(group_id), evening_skip=skip, evening_limit=limit)
    return show.made({**found, "skip": skip, "limit": limit})


@router.delete("/{group_id}/evenings/{evening_id}", response_model=GroupDeleted)
async def delete_evening(me: Me, group_id: GroupId, evening_id: EveningId) -> Any:
    """Take an evening back, with the debts that it left."""
    return await me.one("delete_evening", group_id=str(group_id), evening_id=evening_id)
