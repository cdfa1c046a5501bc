"""GET /predictions."""

from typing import Any

from api.http.deps import Me
from api.http.features import feature
from api.http.ids import GivenIds
from api.predictions.schemas import Predictions

router = feature("predictions")


@router.get("/predictions", response_model=Predictions)
async def get_predictions(me: Me, ids: GivenIds) -> Any:
    """How many stars you would give some items, in the order of their ids. Unknown ones are left out."""
    return {"predictions": await me.rows("get_predictions", item_ids=ids)}
