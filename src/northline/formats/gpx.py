r"""GPX: the track that a receiver, a telephone or a patrol has recorded.

GPX 1.1 and 1.0 of Topografix, XML.  A raw track point; latitude and longitude in degrees on
WGS 84, elevation in metres above mean sea level, time in UTC, dilution without a unit, speed in
metres per second (of 1.0, or as Garmin's extension of 1.1 has it), course in degrees true::

    <trkpt lat="42.314900" lon="-83.036400"><ele>175.2</ele>
    <time>2026-07-01T14:00:00Z</time><hdop>1.1</hdop></trkpt>

A track point with a time becomes a ``position`` of ``gpx:NAME OF THE TRACK``.  Points of routes
and way points are no sightings: they are counted.  What cannot be read is refused, a point with
its own bytes or the whole document.  See docs/formats/gpx.md for every rule,
`northline.formats.gpx_writer` for the way back.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.gpx_decoder import GpxDecoder

    return GpxDecoder(context, offset, carry)


GPX = Format(
    name="gpx",
    title="GPS Exchange Format",
    kinds=("position",),
    direction=Direction.BOTH,
    standard="GPX 1.1 (Topografix); GPX 1.0; Garmin TrackPointExtension v1 and v2",
    open=_open,
)
