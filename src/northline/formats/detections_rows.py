"""One detection from the texts of its columns: what each may hold, and what may not enter."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from northline.formats.detections_classes import NO_TARGET, craft_of, plain
from northline.formats.written_rows import NotTakenIn, Row, Sheet
from northline.formats.written_values import (
    identity,
    instant,
    latitude,
    longitude,
    metres,
    share,
    text,
    turned,
    whole,
)
from northline.geo.distance import destination
from northline.records.errors import RejectedUnit
from northline.records.plot import Measure, Plot

NEEDED = ("sensor", "at", "class")
"""Columns that every row fills."""

LONGEST_IMAGE = 500
"""Characters in the longest name of an image."""

NO_TARGETS = "no target"
"""What a detection counts as whose class is of nothing that is looked for."""

_FORBIDDEN = re.compile(
    r"\bface|facial|\bplate|licen[cs]e|alpr|anpr|lpr\b|biometr|iris|gait|fingerprint|embedding|"
    r"feature|descriptor|template|ethnic|\brace\b|skin|gender|\bsex\b|\bage\b|emotion|"
    r"\bname\b|person.?id|identit|re.?id\b|"
    r"image.?data|thumbnail|crop|jpeg|png|pixels|base64",
    re.I,
)
_BETWEEN = re.compile(r"[_\W]+|(?<=[a-z0-9])(?=[A-Z])")
"""What stands between the words of a name, ``faceId`` included."""

_PAIRS = (("lon", "lat"), ("sensor_lon", "sensor_lat"))


def forbidden(name: str) -> str:
    """Why a column of that name may not enter, or empty."""
    if name in COLUMNS or not _FORBIDDEN.search(_BETWEEN.sub(" ", name)):
        return ""
    return (
        "a column tells one person from another, or holds the image: faces, plates, features and "
        "images do not enter, and nothing of this row is kept. Send detections without it"
    )


_IMAGE_ITSELF = "image holds the image itself; it must say where the image lies, and nothing of this row is kept"


def _image(name: str, value: str) -> str:
    if value.casefold().startswith("data:"):
        raise NotTakenIn(name, _IMAGE_ITSELF)
    return text(name, value, LONGEST_IMAGE)


COLUMNS: Mapping[str, Callable[[str, str], Any]] = {
    "sensor": identity,
    "at": instant,
    "class": text,
    "confidence": share,
    "bearing": turned,
    "range": metres,
    "lon": longitude,
    "lat": latitude,
    "sigma": metres,
    "sensor_lon": longitude,
    "sensor_lat": latitude,
    "group": whole(1, 100_000),
    "number": whole(0, 2**62),
    "image": _image,
}
"""What each column may hold: (its name, its text) -> its value."""


def row_of(given: Mapping[str, str]) -> Row:
    """Read a detection.

    Args:
        given: column -> text, none of them empty; every name is one of `COLUMNS`.

    Raises:
        RejectedUnit: naming the first wrong column, its value and what is allowed.
    """
    said = {name: COLUMNS[name](name, value) for name, value in given.items()}
    for pair in _PAIRS:
        for one, other in (pair, pair[::-1]):
            if one in said and other not in said:
                raise RejectedUnit(f"{one} is given and {other} is not; a place needs both")
    if "lon" not in said and "bearing" not in said:
        raise RejectedUnit("there is neither lon and lat nor bearing; a detection is somewhere")
    if plain(said["class"]) in NO_TARGET:
        return Row({}, counts=NO_TARGETS)
    values = {
        "sensor": said["sensor"],
        "at": said["at"],
        "craft": craft_of(said["class"]).value,
        "label": said["class"],
        "azimuth": said.get("bearing"),
        "test": False,
        "timed": True,
        **{name: said.get(name) for name in _SAME},
    }
    if "lon" in said:
        return Row(
            {**values, "measure": Measure.PLACE.value, "lon": said["lon"], "lat": said["lat"]}
        )
    if "range" not in said:
        return Row({**values, "measure": Measure.BEARING.value})
    lon, lat = _reached(said)
    return Row({**values, "measure": Measure.POLAR.value, "lon": lon, "lat": lat})


_SAME = ("confidence", "range", "sigma", "sensor_lon", "sensor_lat", "group", "number", "image")
"""Columns that mean the same in a plot."""


def _reached(said: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The place that bearing and range lead to, where the row says from where."""
    if "sensor_lon" not in said:
        return None, None
    lon, lat = destination(said["sensor_lon"], said["sensor_lat"], said["bearing"], said["range"])
    return float(lon[0]), float(lat[0])


SHEET = Sheet(
    record=Plot,
    columns=(
        *("sensor", "at", "timed", "measure", "craft", "label", "lon", "lat", "azimuth", "test"),
        *_SAME,
    ),
    names=tuple(COLUMNS),
    needed=NEEDED,
    read=row_of,
    forbidden=forbidden,
)
"""Rows of detections."""
