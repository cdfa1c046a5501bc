"""GET /live, as server-sent events or a WebSocket; POST /live/ticket; GET /live/state."""

from typing import Annotated, Any

from fastapi import Query, Request
from starlette.routing import WebSocketRoute

from api.http.deps import Db, GivenClaims, Me, News, caller_of
from api.http.features import feature
from api.http.patience import LIVE
from api.live import service
from api.live.schemas import LiveMessage, LiveState, LiveTicket
from api.live.sockets import LiveSocket
from api.live.streams import EventStream, LastingRoute, last_id_of
from api.push.messages import ID
from api.ranking.ranked import MOVED
from api.schemas import MAX_ID

router = feature("live")

Ticket = Annotated[str | None, Query(max_length=64, description="From POST /live/ticket, instead of a token")]
LastId = Annotated[
    str | None, Query(pattern=ID, description="The id of the last message you got, to be told what changed since")
]
ActsFor = Annotated[int | None, Query(ge=1, le=MAX_ID, description="Whom a service account acts for")]


async def listen(
    request: Request,
    db: Db,
    hub: News,
    claims: GivenClaims,
    ticket: Ticket = None,
    last_event_id: LastId = None,
    user_id: ActsFor = None,
) -> Any:
    """Hear at once when your list, rows or matches changed, or a friend did something: server-sent events.

    A WebSocket at the same address gets the same messages. You may have three connections; a fourth closes the oldest.
    """
    last_id = last_id_of(request, last_event_id)
    if ticket is not None:
        return EventStream(hub, await service.enter_by_ticket(db, ticket, last_id))
    me = await caller_of(request, db, claims, user_id)
    return EventStream(hub, await service.enter_by_token(me, last_id))


router.add_api_route(
    LIVE,
    listen,
    methods=["GET"],
    response_model=LiveMessage,
    response_class=EventStream,
    status_code=200,
    route_class_override=LastingRoute,
)
router.routes.append(WebSocketRoute(LIVE, LiveSocket, name="live_socket"))


@router.post("/live/ticket", response_model=LiveTicket)
async def make_live_ticket(me: Me) -> Any:
    """Get a ticket for one connection, because a browser's EventSource sends no token. It is good for 30 seconds."""
    return await service.make_ticket(me)


@router.get("/live/state", response_model=LiveState)
async def get_live_state(me: Me) -> Any:
    """A counter for each kind of change, for clients that ask now and then."""
    return await me.one("get_live_state", moved_from=MOVED)
