r"""ADS-B and Mode S: aircraft that say where they are, on 1090 MHz.

Extended squitters (downlink formats 17 and 18) of ICAO Annex 10, volume IV, and RTCA DO-260B.
A frame of 112 bits is 28 hexadecimal digits: format and capability, 24 bits of address, 56 of
message (ME), 24 of parity.  Raw units, as receivers write them::

    *8D40621D58C382D690C8AC2863A7;                   AVR
    @0DA4B2C3D4E58D40621D58C382D690C8AC2863A7;       AVR with a counter of 12 MHz
    1457996402,"8D406B902015A678D4D220AA4BDA"        Unix time, frame
    8D40621D58C382D690C8AC2863A7                     frame
    1a 33 TTTTTTTTTTTT SS FF..FF                     Beast, binary, 1a in it written twice

All five are told apart unit by unit, so one stream may hold any of them.  Raw units of the
fields: altitude 25 feet, speed 1 knot, climb 64 feet a minute, position 1/2\ :sup:`17` of a
zone.

Position messages (types 5 to 18 and 20 to 22) become ``position``, identification (1 to 4)
``particulars``.  What else is understood is counted, what is not is refused with its bytes.
See docs/formats/adsb.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.adsb_decoder import AdsbDecoder

    return AdsbDecoder(context, offset, carry)


ADSB = Format(
    name="adsb",
    title="ADS-B and Mode S on 1090 MHz (AVR, Beast, time-stamped and plain hexadecimal)",
    kinds=("position", "particulars"),
    direction=Direction.IN,
    standard="RTCA DO-260B; ICAO Annex 10, volume IV; ICAO Doc 9871",
    open=_open,
)
