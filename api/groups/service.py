"""What groups decide: their codes, their sizes, and what their members weigh."""

from typing import Any

from api.db import Database
from api.groups.schemas import GuestJoining
from api.http.callers import Caller
from api.http.guests import Guest
from api.ranking.groups import N_EVENINGS, weigh
from api.security.group_codes import (
    hash_guest_key,
    new_group_code,
    new_guest_key,
    read_group_code,
    show_group_code,
)

MAX_MEMBERS = 12
MAX_GROUPS = 20  # that one person may be in


async def make_group(me: Caller, name: str) -> dict[str, Any]:
    """Return a new group with its code."""
    made = await me.one(
        "make_group", name=name, code=new_group_code(), group_limit=MAX_GROUPS, evening_limit=N_EVENINGS
    )
    return told(made)


async def get_groups(me: Caller) -> dict[str, Any]:
    """Return the groups that the caller is in."""
    found = await me.one("get_groups", group_limit=MAX_GROUPS, evening_limit=N_EVENINGS)
    return {"groups": [told(group) for group in found["groups"]]}


async def get_group(member: Caller | Guest, group_id: str) -> dict[str, Any]:
    """Return a group as a member sees it."""
    return told(await member.one("get_group", group_id=group_id, evening_limit=N_EVENINGS))


async def join_group(me: Caller, code: str) -> dict[str, Any]:
    """Return the group with a code, which the caller has joined."""
    joined = await me.one(
        "join_group",
        code=read_group_code(code),
        member_limit=MAX_MEMBERS,
        group_limit=MAX_GROUPS,
        evening_limit=N_EVENINGS,
    )
    return told(joined)


async def join_as_guest(db: Database, given: GuestJoining) -> dict[str, Any]:
    """Return the group with a code, and the key of the guest who has joined it."""
    key = new_guest_key()
    joined = await db.one(
        "join_group_as_guest",
        code=read_group_code(given.code),
        name=given.name,
        guest_key_hash=hash_guest_key(key),
        item_ids=[one.item_id for one in given.liked],
        ratings=[one.rating for one in given.liked],
        member_limit=MAX_MEMBERS,
        evening_limit=N_EVENINGS,
    )
    return {"guest_key": key, "group": told(joined)}


async def change_group(
    me: Caller, group_id: str, name: str | None = None, *, has_new_code: bool = False
) -> dict[str, Any]:
    """Return a group with its new name, or with a new code."""
    changed = await me.one(
        "change_group",
        group_id=group_id,
        name=name,
        code=new_group_code() if has_new_code else None,
        evening_limit=N_EVENINGS,
    )
    return told(changed)


def told(group: dict[str, Any]) -> dict[str, Any]:
    """Return a group as it is answered: with its code as people read it, and what each member weighs."""
    weights = weigh(group["satisfactions"], [one["member_id"] for one in group["members"]])
    members = [{**one, "weight": weight} for one, weight in zip(group["members"], weights, strict=True)]
    return {**group, "code": group["code"] and show_group_code(group["code"]), "members": members}
