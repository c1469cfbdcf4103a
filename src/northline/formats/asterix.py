r"""ASTERIX: what radars, trackers and ADS-B ground stations tell air traffic control.

EUROCONTROL-SPEC-0149.  A data block is its category, its length, and records; a record is a field
specification and items.  A target report of one radar (CAT048)::

    30 0030 fdf702 19c9 356d4d a0 c5aff1e0 0200 0528 60 3c660c 10c236d41820 ...
    |  |    |      |    |      |  |        |    |
    |  |    |      |    |      |  |        |    flight level 330 (1/4 level)
    |  |    |      |    |      |  |        Mode 3/A 1000
    |  |    |      |    |      |  range 197.68 NM (1/256), azimuth 340.14 degrees (360/65536)
    |  |    |      |    |      type: Mode S roll-call
    |  |    |      |    time of day 27354.60 s (1/128)
    |  |    |      source: SAC 25, SIC 201
    |  |    items that follow
    |  48 bytes
    category 48

Read are CAT048 (``plot``), CAT034 (``sensor``), CAT062 and CAT021 (``position``), from data blocks
one behind the other, from datagrams, and from captures (pcap, pcapng).  What else is understood
is counted, what is not is refused with its bytes.  See docs/formats/asterix.md for every rule,
and `northline.formats.asterix_writing`
for how a radar of an exercise speaks it.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.asterix_decoder import AsterixDecoder

    return AsterixDecoder(context, offset, carry)


ASTERIX = Format(
    name="asterix",
    title="ASTERIX radar, system track and ADS-B reports (CAT048, 034, 062, 021)",
    kinds=("plot", "sensor", "position", "particulars"),
    direction=Direction.IN,
    standard="EUROCONTROL-SPEC-0149; CAT021 2.1 to 2.7 and 0.26, CAT034 1.29, CAT048 1.32, "
    "CAT062 1.21",
    open=_open,
)
