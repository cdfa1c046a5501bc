"""What predictions look like."""

from pydantic import Field

from api.predicted import Prediction
from api.schemas import Answer


class PredictedItem(Answer):
    """An item and how many stars the reader would give it."""

    item_id: int = Field(examples=[25])
    prediction: Prediction | None = Field(description="Null if the reader gave it stars")


class Predictions(Answer):
    """Predictions in the order in which they were asked for."""

    predictions: list[PredictedItem]
