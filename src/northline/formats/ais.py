r"""AIS: ships, aircraft in search and rescue, base stations and aids that say where they are.

ITU-R M.1371-5 messages in VDM and VDO sentences of IEC 61162-1 (NMEA 0183).  A raw line, a
message of type 1 in 168 bits, six to a character, longitude in 1/10 000 minutes::

    !AIVDM,1,1,,B,15M67FC000G?ufbE`FepT@3n00Sa,0*5B

Messages 1, 2, 3, 4, 9, 11, 18, 19, 21 and 27 become ``position``; 5, 19 and 24 (A and B each
for itself) ``particulars``.  What else is understood is counted, what is not is refused with
its bytes.  See docs/formats/ais.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.ais_decoder import AisDecoder

    return AisDecoder(context, offset, carry)


AIS = Format(
    name="ais",
    title="Automatic Identification System (VDM and VDO sentences)",
    kinds=("position", "particulars"),
    direction=Direction.IN,
    standard="ITU-R M.1371-5; IEC 61162-1 (NMEA 0183); tag blocks of NMEA 0183 4.00",
    open=_open,
)
