"""Reads what one client of a relay sends: its events, without those about the connection.

Pings, their answers and what is said of the TAK protocol are counted, told of, and kept
nowhere: they are about nobody.  A client that asks for the TAK protocol is read in it from there
on; it sends nothing between its request and the answer.
"""

from collections import Counter
from collections.abc import Callable, Mapping

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.formats.cot_control import COUNTED, REQUEST, VERSION, requested_version
from northline.formats.tak import TAK
from northline.records.message import Message
from northline.records.protocols import Context, Decoded, Decoder, Format
from northline.records.units import Micros

_CONTROL = pa.array(list(COUNTED))

Heard = Callable[[str, str, bool], None]
"""Told of the connection, the type of an event about it, and whether it asks for a version of
the TAK protocol that is spoken; from any thread."""


def relayed_format(reads: Format, heard: Heard) -> Format:
    """The format of a relay's clients, which begin as this one says."""

    def opened(context: Context, offset: int, carry: bytes) -> Decoder:
        return ClientDecoder(context, reads, reads.open(context, offset, carry), offset, heard)

    return msgspec.structs.replace(reads, open=opened)


class ClientDecoder:
    """One connection being read."""

    def __init__(
        self, context: Context, reads: Format, decoder: Decoder, offset: int, heard: Heard
    ) -> None:
        """Begin at an offset with the decoder of the format that clients begin in."""
        self._context, self._decoder, self._heard = context, decoder, heard
        self._taken = offset
        self._protobuf = reads.name == TAK.name

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes; see `northline.records.protocols.Decoder`."""
        decoded = self._decoder.decode(data, received, end=end)
        self._taken += len(data)
        batch = decoded.batches.get(Message.kind)
        if batch is None or not pc.any(found := _controls(batch)).as_py():
            return decoded
        other = Counter(decoded.other)
        agreed = False
        for row in batch.filter(found).select(["type", "raw"]).to_pylist():
            other[COUNTED[row["type"]]] += 1
            # Who speaks the protocol already has nothing to ask; so a request is XML.
            asks = (
                not self._protobuf
                and row["type"] == REQUEST
                and requested_version(row["raw"].encode()) == VERSION
            )
            agreed |= asks
            self._heard(self._context.stream, row["type"], asks)
        events = batch.filter(pc.invert(found))
        batches = {kind: each for kind, each in decoded.batches.items() if kind != Message.kind}
        if events.num_rows:
            batches = {Message.kind: events, **batches}
        decoded = msgspec.structs.replace(decoded, batches=batches, other=dict(other))
        return self._changed(decoded, data, received, end=end) if agreed else decoded

    def _changed(self, decoded: Decoded, data: bytes, received: Micros, *, end: bool) -> Decoded:
        """Read on in the TAK protocol, behind what is decoded."""
        self._protobuf = True
        self._decoder = TAK.open(self._context, decoded.consumed, b"")
        rest = data[len(data) - (self._taken - decoded.consumed) :]
        behind = self._decoder.decode(rest, received, end=end)
        return Decoded(
            batches=_joined(decoded.batches, behind.batches),
            refused=decoded.refused + behind.refused,
            units=decoded.units + behind.units,
            other=dict(Counter(decoded.other) + Counter(behind.other)),
            consumed=behind.consumed,
        )


def _controls(batch: pa.RecordBatch) -> pa.Array:
    return pc.is_in(batch.column("type"), _CONTROL)


def _joined(
    one: Mapping[str, pa.RecordBatch], two: Mapping[str, pa.RecordBatch]
) -> dict[str, pa.RecordBatch]:
    """The rows of both, kind by kind."""
    return {
        kind: pa.concat_batches([each[kind] for each in (one, two) if kind in each])
        for kind in sorted({*one, *two})
    }
