"""Reads masks; what becomes what is said in `northline.formats.masks`."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import shapely

from northline.formats.columns import Rows
from northline.formats.json_documents import Document, Documents, elements, members
from northline.formats.sensorthings_entities import number_text
from northline.formats.written_rows import shown, text_of
from northline.formats.written_values import identity, instant, latitude, longitude, text, turned
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.mask import Mask
from northline.records.protocols import Context, Decoded, Refused
from northline.records.units import Micros

MOST_CORNERS = 1000
"""Corners of the largest polygon taken."""

WIDEST = 1.0
"""Degrees of longitude or latitude that a mask may span: a mask is of a dwelling, not of a county."""

_LEAST_CORNERS = 3
_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "reason": text,
    "authority": text,
    "identity": text,
    "at": instant,
    "since": instant,
    "until": instant,
    "sensor": identity,
    "bearing_from": turned,
    "bearing_to": turned,
}
_COLUMNS = (
    *("id", "at", "timed", "identity", "lons", "lats", "lon", "lat", "sensor"),
    *("bearing_from", "bearing_to", "since", "until", "reason", "authority"),
)
Ring = tuple[tuple[float, ...], tuple[float, ...]]


class MasksDecoder:
    """One stream of GeoJSON, read from ``offset`` on.  A *unit* is a Feature."""

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when there is a ``carry``: such a decoder leaves none.
        """
        if carry:
            raise InputError("this carry is of no stream of masks: nothing of one is carried")
        self._context = context
        self._documents = Documents(offset, context.framing)
        self._rows = Rows(Mask, context, _COLUMNS)
        self._id = Origin(Mask.kind, context.source).placed
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        for document in self._documents.take(data, end=end):
            self._guarded(document, received, whole=True)
        batch = self._rows.take(received)
        decoded = Decoded(
            batches={} if batch is None else {Mask.kind: batch},
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._documents.offset,
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded

    def _guarded(self, document: Document, received: Micros, *, whole: bool) -> None:
        try:
            if document.wrong:
                raise RejectedUnit(document.wrong)
            parts = members(document.raw)
            if whole and "features" in parts:
                self._other["collection"] += 1
                self._units += 1
                for each in elements(document, parts["features"]):
                    self._guarded(each, received, whole=False)
                return
            self._rows.rows.append(self._row(document, received))
            self._units += 1
        except RejectedUnit as error:
            self._units += 1
            self._refused.append(Refused(document.offset, document.raw, str(error), received))

    def _row(self, document: Document, received: Micros) -> tuple[Any, ...]:
        feature = _object(document.raw)
        if feature.get("type") != "Feature":
            raise RejectedUnit("this is no Feature of GeoJSON")
        said = _properties(feature)
        lons, lats = ring_of(feature.get("geometry"))
        sector = "bearing_from" in said
        if not lons and not sector:
            raise RejectedUnit("there is neither a polygon nor a sector; a mask covers something")
        made = self._id(self._context.stream, document.offset, document.raw)
        middle = (_middle(lons), _middle(lats)) if lons else (None, None)
        stated = said.get("at")
        return (
            *(made, received if stated is None else stated, stated is not None, said["identity"]),
            *(lons, lats, *middle, said.get("sensor")),
            *(said.get("bearing_from"), said.get("bearing_to"), said.get("since")),
            *(said.get("until"), said["reason"], said["authority"]),
        )


def ring_of(geometry: object) -> Ring:
    """The corners of a polygon, the last not the first again; nothing for null.

    Raises:
        RejectedUnit: where it is no polygon of one ring that a dwelling could have.
    """
    if geometry is None:
        return (), ()
    if not isinstance(geometry, Mapping) or geometry.get("type") != "Polygon":
        raise RejectedUnit("geometry is no Polygon; write several as Features of their own")
    rings = geometry.get("coordinates")
    if not isinstance(rings, list) or not rings or not isinstance(rings[0], list):
        raise RejectedUnit("a Polygon has no ring of coordinates")
    if len(rings) > 1:
        raise RejectedUnit("a mask has no holes; draw what is masked as one ring")
    corners = rings[0][:-1] if rings[0] and rings[0][0] == rings[0][-1] else rings[0]
    if not _LEAST_CORNERS <= len(corners) <= MOST_CORNERS:
        raise RejectedUnit(f"a mask has {_LEAST_CORNERS} to {MOST_CORNERS:,} corners")
    if not all(isinstance(each, list) and len(each) in {2, 3} for each in corners):
        raise RejectedUnit("a corner is no longitude and latitude")
    lons = tuple(longitude("longitude", number_text(each[0])) for each in corners)
    lats = tuple(latitude("latitude", number_text(each[1])) for each in corners)
    for name, values in (("longitude", lons), ("latitude", lats)):
        if not 0.0 < max(values) - min(values) <= WIDEST:
            raise RejectedUnit(
                f"a mask spans more than 0 and at most {WIDEST:g} degrees of {name}: "
                "it covers a dwelling"
            )
    if not shapely.is_valid(shapely.Polygon(list(zip(lons, lats, strict=True)))):
        raise RejectedUnit("the ring crosses itself; nobody can say what lies in it")
    return lons, lats


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    if not isinstance(properties, Mapping):
        raise RejectedUnit("properties is no object; reason and authority are needed")
    given = {"identity": feature.get("id"), **properties}
    texts: dict[str, str] = {}
    for name, value in given.items():
        if name not in _READERS:
            raise RejectedUnit(f"there is no property {shown(name)}; there are " + _NAMES)
        if stated := text_of(name, value).strip():
            texts[name] = stated
    for name in ("identity", "reason", "authority"):
        if name not in texts:
            raise RejectedUnit(f"{name} is missing; every mask has one")
    said = {name: _READERS[name](name, value) for name, value in texts.items()}
    if ("bearing_from" in said) != ("bearing_to" in said):
        raise RejectedUnit("a sector has bearing_from and bearing_to; one of them is missing")
    if "bearing_from" in said and "sensor" not in said:
        raise RejectedUnit("a sector is seen from a sensor; sensor is missing")
    if "since" in said and "until" in said and said["since"] >= said["until"]:
        raise RejectedUnit("until is not after since")
    return said


_NAMES = ", ".join(_READERS)


def _middle(values: tuple[float, ...]) -> float:
    return 0.5 * (min(values) + max(values))


def _object(raw: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (ValueError, RecursionError) as error:  # of msgspec, or of what is no UTF-8
        said = ascii(str(error))[1:-1][:200]
        raise RejectedUnit(f"this is no object of JSON: {said}") from error
