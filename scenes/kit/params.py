"""What a person may change in a scene: a frozen pydantic model that refuses unknown names."""

from pydantic import BaseModel, ConfigDict


class Params(BaseModel):
    """Base of every scene's parameters.

    Fields carry their allowed range and a description; ``render.py --set name=value`` is
    validated against them, so that a wrong value never reaches the drawing code.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
