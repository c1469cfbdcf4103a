r"""Remote ID: what drones must broadcast of themselves, as Wi-Fi and Bluetooth receivers hear it.

ASTM F3411-22a and ASD-STAN EN 4709-002, in captures (pcap, pcapng) of Wi-Fi beacons and neighbour
awareness frames and of Bluetooth 4 and 5 advertising, or as lines of live receivers.  A message of 25
bytes, a location; degrees in 10\ :sup:`-7`, speed in 1/4 m/s, altitudes in halves of metres above -1000,
time in tenths of a second past the hour::

    12 20 2d 28 02  084e3819 40a481ce  d009 da09 3408  4a 34  8813 02 00

A location becomes a ``position``, the place of the operator a ``plot``, identifiers and texts
``particulars``.  Nothing of it is proven: whoever sends can send anything, and what does not fit
together is counted as suspect.  See docs/formats/remote-id.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.remote_id_decoder import RemoteIdDecoder

    return RemoteIdDecoder(context, offset, carry)


REMOTE_ID = Format(
    name="remote-id",
    title="Remote ID of drones, from Wi-Fi and Bluetooth captures or lines of receivers",
    kinds=("position", "particulars", "plot"),
    direction=Direction.IN,
    standard="ASTM F3411-22a; ASD-STAN EN 4709-002",
    open=_open,
)
