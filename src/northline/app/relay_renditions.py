"""Events as a relay sends them: XML or the TAK protocol, word for word, or marked as exercise."""

import base64
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.formats.cot_exercise import marked_as_exercise
from northline.formats.tak_frames import framed
from northline.records.message import Wire
from northline.transports.backlog import Outgoing, outgoing


class Rendition:
    """The same events in each of the two wires, made once where somebody wants it."""

    def __init__(self, make: Callable[[bool], Outgoing]) -> None:
        """Take what makes it: XML, or the TAK protocol where it is handed True."""
        self._make = make
        self._made: dict[bool, Outgoing] = {}

    def of(self, *, protobuf: bool) -> Outgoing:
        """The events in one wire."""
        if protobuf not in self._made:
            self._made[protobuf] = self._make(protobuf)
        return self._made[protobuf]


def rendition_of_messages(batch: pa.RecordBatch, *, exercise: bool) -> Rendition:
    """Messages as they came in; those of an exercise say so."""
    return Rendition(lambda protobuf: units_of(batch, protobuf=protobuf, exercise=exercise))


def rendition_of_events(events: Sequence[bytes]) -> Rendition:
    """XML events that were made here."""
    return Rendition(
        lambda protobuf: outgoing([in_wire(each, protobuf=protobuf) for each in events])
    )


def units_of(batch: pa.RecordBatch, *, protobuf: bool, exercise: bool) -> Outgoing:
    """Messages, with the columns ``raw`` and ``wire``, in one wire."""
    raw, wire = batch.column("raw"), batch.column("wire")
    if not (protobuf or exercise) and pc.all(pc.equal(wire, Wire.XML.value)).as_py():
        # They stand one behind the other in memory already: nothing is copied.
        bounds = np.frombuffer(raw.buffers()[1], np.int32)[raw.offset :][: len(raw) + 1]
        data = memoryview(raw.buffers()[2])[bounds[0] : bounds[-1]]
        return Outgoing(data, (bounds - bounds[0]).tolist())
    return outgoing(
        [
            _unit(text, wire, protobuf=protobuf, exercise=exercise)
            for text, wire in zip(raw.to_pylist(), wire.to_pylist(), strict=True)
        ]
    )


def xml_of(raw: str, wire: str) -> bytes:
    """The XML event of a message."""
    if wire == Wire.XML:
        return raw.encode()
    from northline.formats.tak_messages import event_of_base64

    return event_of_base64(raw)


def in_wire(event: bytes, *, protobuf: bool) -> bytes:
    """An XML event in one wire."""
    if not protobuf:
        return event
    from northline.formats.tak_messages import message_of

    return framed(message_of(event).SerializeToString())


def _unit(raw: str, wire: str, *, protobuf: bool, exercise: bool) -> bytes:
    if protobuf and wire == Wire.PROTOBUF and not exercise:
        return framed(base64.b64decode(raw))
    event = xml_of(raw, wire)
    return in_wire(marked_as_exercise(event) if exercise else event, protobuf=protobuf)
