"""What several routes may be told, in the same words."""

from typing import Annotated

from litestar.params import HeaderParameter, QueryParameter

Key = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="A name for this request: sent again, it is answered again and not done again.",
    ),
]
"""Once is enough."""

StatedAt = Annotated[
    str | None, QueryParameter(description="As it was stated at this instant (RFC 3339).")
]
"""Another instant than now."""

Around = Annotated[
    str | None,
    QueryParameter(name="near", max_length=60, description="Within LON,LAT,KM, the nearest first."),
]
"""A circle."""
