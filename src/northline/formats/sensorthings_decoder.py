"""Reads SensorThings; what becomes what is said in `northline.formats.sensorthings`."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from northline.formats.columns import Rows
from northline.formats.json_documents import Document, Documents, elements, members
from northline.formats.sensors_csv_rows import COLUMNS as REGISTRY
from northline.formats.sensorthings_entities import (
    Entity,
    entity_of,
    id_of,
    linked,
    observed_by,
    time_of,
)
from northline.formats.sensorthings_known import (
    Datastream,
    Known,
    Thing,
    columns_of,
    instrument,
    keep,
    line,
    location_of,
    meaning,
    stated,
    thing_of,
)
from northline.formats.sensorthings_observations import COLUMNS, plot_of
from northline.formats.written_rows import refused
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.plot import Measure, Plot
from northline.records.protocols import Context, Decoded, Refused
from northline.records.sensor import Sensor, SensorSort, SensorState
from northline.records.units import Micros

NO_DETECTION = "datastream: no detection"
OF_NO_DETECTION = "observation: no detection"
_SENSOR = tuple(name for name in REGISTRY if name not in {"at", "sigma"})
_SORTS = {Measure.TRIP: SensorSort.GROUND_SENSOR}
"""What sort of sensor measures this, where its Thing does not state one."""


class SensorThingsDecoder:
    """One stream of documents, read from ``offset`` on.

    A *unit* is an entity: each of a collection or batch, each Datastream and Observation of a
    deep insert, each row of a data array.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        self._context = context
        try:
            self._known = msgspec.msgpack.decode(carry, type=Known) if carry else Known()
        except msgspec.MsgspecError as error:
            raise InputError(f"this carry is of no SensorThings stream: {error}") from error
        self._documents = Documents(offset, context.framing)
        self._topic = observed_by(context.stream)
        self._sensors = Rows(Sensor, context, ("id", "at", "timed", *_SENSOR))
        self._plots = Rows(Plot, context, ("id", "at", "timed", "test", *COLUMNS))
        self._sensor_id = Origin(Sensor.kind, context.source).placed
        self._plot_id = Origin(Plot.kind, context.source).placed
        self._received = Micros(0)
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        self._received = received
        for document in self._documents.take(data, end=end):
            self._guarded(self._document, document)
        if end:
            self._known = Known()
        taken = {Sensor.kind: self._sensors.take(received), Plot.kind: self._plots.take(received)}
        known = self._known
        decoded = Decoded(
            batches={kind: batch for kind, batch in taken.items() if batch is not None},
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._documents.offset,
            carry=msgspec.msgpack.encode(known) if known != Known() else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded

    # --- what stands in a document --------------------------------------------------------

    def _guarded(self, read: Callable[..., None], document: Document, *more: Any) -> None:
        """Read a unit; what cannot be read is refused, and the reading goes on."""
        try:
            read(document, *more)
        except RejectedUnit as error:
            self._units += 1
            self._refused.append(refused(document.offset, document.raw, error, self._received))

    def _document(self, document: Document) -> None:
        if document.wrong:
            raise RejectedUnit(document.wrong)
        parts = members(document.raw)
        if "value" in parts:
            observed = observed_by(_plain(parts.get("@iot.nextLink", b"null"))) or self._topic
            for each in elements(document, parts["value"]):
                self._guarded(self._entity, each, observed)
        elif "requests" in parts:
            for each in elements(document, parts["requests"]):
                self._guarded(self._request, each)
        else:
            self._entity(document, self._topic)

    def _request(self, document: Document) -> None:
        """A request of a batch: its body is an entity; later ones name it by ``$`` and its id."""
        parts = members(document.raw)
        url, name = _plain(parts.get("url", b'""')), _plain(parts.get("id", b'""'))
        body = parts.get("body", b"")
        place = document.raw.find(body) if body else -1
        link = url if isinstance(url, str) else ""
        if place < 0 or not entity_of({}, link):
            self._count("request: no entity")  # kept nowhere: users and passwords are such
            return
        inner = Document(document.offset + place, body)
        self._guarded(self._entity, inner, observed_by(link), link, f"${name}" if name else "")

    def _entity(self, document: Document, observed: str, link: str = "", name: str = "") -> None:
        """Any entity.

        Args:
            document: the entity.
            observed: id of the Datastream whose Observations these are, where that is known.
            link: where it was sent to, of a request.
            name: id of the request, by which later ones refer to it.
        """
        entity = _object(document.raw)
        what = entity_of(entity, link)
        key = id_of(entity) or name
        if what == "Observation":
            self._observation(document, entity, observed)
        elif what == "DataArray":
            self._rows_of(document, entity, observed)
        elif what == "Datastream":
            self._datastream(document, entity, None, key)
        elif what == "Thing":
            self._thing(document, entity, key)
        elif what:
            self._remember(what, entity, key)
        else:
            raise RejectedUnit("this is no entity of SensorThings")

    def _remember(self, what: str, entity: Entity, key: str) -> None:
        """An entity that makes no record by itself: what it says is for those that follow."""
        known = self._known
        if what == "Location" and (place := location_of(entity)):
            keep(known.locations, key, place)
        elif what == "Sensor":
            keep(known.sensors, key, line(entity.get("name")))
        elif what == "ObservedProperty":
            said = (entity.get("definition"), entity.get("name"))
            texts = tuple(each[:500] if isinstance(each, str) else "" for each in said)
            keep(known.properties, key, (texts[0], texts[1]))
        self._count(what)

    # --- sensors --------------------------------------------------------------------------

    def _thing(self, document: Document, entity: Entity, key: str) -> None:
        thing = thing_of(entity, self._known)
        keep(self._known.things, key, thing)
        self._count("Thing")
        for each in _nested(document, entity, "Datastreams"):
            own = _object(each.raw)
            self._guarded(self._datastream, each, own, thing, id_of(own))

    def _datastream(
        self, document: Document, entity: Entity, thing: Thing | None, key: str
    ) -> None:
        """A Datastream that detects is a sensor, with its Thing, Sensor and Location."""
        observations = _nested(document, entity, "Observations")
        found, sensor = self._learn(entity, thing, key)
        if sensor is None:
            self._count(NO_DETECTION)
        else:
            self._units += 1
            made = self._sensor_id(self._context.stream, document.offset, document.raw)
            row = (made, self._received, False, *(sensor.get(name) for name in _SENSOR))
            self._sensors.rows.append(row)
        for each in observations:
            self._guarded(self._observed, each, found)

    def _learn(
        self, entity: Entity, thing: Thing | None, key: str
    ) -> tuple[Datastream, dict[str, Any] | None]:
        """What a Datastream is, and the sensor that it is where it detects."""
        known = self._known
        carrier = entity.get("Thing")
        if thing is None:
            thing = known.things.get(id_of(carrier), Thing())
            if isinstance(carrier, Mapping) and len(carrier) > 1:
                thing = thing_of(carrier, known)
        named = line(entity.get("name"))
        own_id = key if not key.startswith("$") else ""
        identity = self._identity(own_id or "/".join(filter(None, (thing.name, named))))
        means = meaning(entity.get("ObservedProperty"), known)
        if means is None:
            found = known.datastreams.get(key) or Datastream(identity)
            keep(known.datastreams, key, found)
            return found, None
        columns = columns_of(thing, stated(entity))
        sensor = {
            "detection": (),
            "sort": _SORTS.get(means.measure, SensorSort.UNKNOWN).value,
            "state": SensorState.UNKNOWN.value,
            "name": " / ".join(filter(None, (thing.name, named))) or None,
            "type": instrument(entity.get("Sensor"), known) or None,
            **columns,
            "identity": identity,
            "lon": thing.lon,
            "lat": thing.lat,
        }
        found = Datastream(
            identity,
            means.measure.value,
            means.craft.value,
            thing.lon,
            thing.lat,
            columns.get("range"),
        )
        keep(known.datastreams, key, found)
        return found, sensor

    # --- observations ---------------------------------------------------------------------

    def _observed(self, document: Document, datastream: Datastream) -> None:
        """An Observation within its Datastream."""
        self._plot(document, _object(document.raw), datastream, told=True)

    def _observation(self, document: Document, entity: Entity, observed: str) -> None:
        """An Observation that says, or does not say, of which Datastream it is."""
        inner = entity.get("Datastream")
        key = id_of(inner) or linked(entity.get("Datastream@iot.navigationLink")) or observed
        if isinstance(inner, Mapping) and "ObservedProperty" in inner:
            found, _ = self._learn(inner, None, key)
            self._plot(document, entity, found, told=True)
            return
        known = self._known.datastreams.get(key)
        datastream = known or Datastream(self._identity(key))
        self._plot(document, entity, datastream, told=known is not None)

    def _rows_of(self, document: Document, entity: Entity, observed: str) -> None:
        """Observations as rows of a data array (clause 12): ``components`` names their columns."""
        components = entity.get("components")
        if not isinstance(components, list) or not all(isinstance(e, str) for e in components):
            raise RejectedUnit("components is no list of names")
        stream = {
            name: entity[name]
            for name in ("Datastream", "Datastream@iot.navigationLink")
            if name in entity
        }
        for each in _nested(document, entity, "dataArray"):
            self._guarded(self._row, each, components, stream, observed)

    def _row(self, document: Document, names: list[str], stream: Entity, observed: str) -> None:
        values = _decoded(document.raw)
        if not isinstance(values, list) or len(values) != len(names):
            raise RejectedUnit(f"a row of a data array must have {len(names)} values")
        self._observation(document, {**dict(zip(names, values, strict=True)), **stream}, observed)

    def _plot(self, document: Document, entity: Entity, stream: Datastream, *, told: bool) -> None:
        if told and not stream.measure:
            self._count(OF_NO_DETECTION)
            return
        plot = plot_of(entity, stream, told=told)
        if isinstance(plot, str):
            self._count(plot)
            return
        at = time_of(entity)
        timed = at is not None
        made = self._plot_id(self._context.stream, document.offset, document.raw)
        values = (plot[name] for name in COLUMNS)
        self._plots.rows.append((made, at if timed else self._received, timed, False, *values))
        self._units += 1

    def _identity(self, name: str) -> str:
        """Identity of the sensor that is a Datastream of this id or name."""
        said = f"{self._context.source}/{line(name) or 'unnamed'}"
        return "sta:" + "-".join(said.split())

    def _count(self, what: str) -> None:
        self._other[what] += 1
        self._units += 1


def _nested(document: Document, entity: Entity, name: str) -> list[Document]:
    """The elements of a list within an entity; raises `RejectedUnit`."""
    if not entity.get(name):
        return []
    return list(elements(document, members(document.raw)[name]))


def _object(raw: bytes) -> dict[str, Any]:
    found = _decoded(raw)
    if not isinstance(found, dict):
        raise RejectedUnit("this is no object of JSON")
    return found


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:  # of msgspec, or of what is no UTF-8
        said = ascii(str(error))[1:-1][:200]
        raise RejectedUnit(f"this is no object of JSON: {said}") from error


def _plain(raw: bytes) -> Any:
    """A member that may be anything; None where it is no JSON."""
    try:
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        return None
