"""The Specially Designated Nationals and Blocked Persons List of the U.S. Treasury, as its CSV files.

SDN.CSV has 12 fields in a row, ALT.CSV 5, ADD.CSV 6; ``-0-`` is null, a byte 0x1A ends the file, and no
file names its columns or its day::

    9999,"EXAMPLE, Ann","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 10 Dec 1948; a.k.a. 'NAN'."
    9999,1,"aka","EXAMPLE, Anna",-0-

A row of SDN.CSV becomes a ``listing``, one of ALT.CSV a ``listing`` with that alias alone: those with
the same entity and version belong together.  Addresses are counted and not kept.  The version is
what ``--vintage`` says, or the day in the name of the file.  See docs/formats/ofac.md.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.listing_decoder import ListDecoder
    from northline.formats.ofac_reading import read

    return ListDecoder(read, context, offset, carry)


OFAC = Format(
    name="ofac",
    title="Specially Designated Nationals of the United States",
    kinds=("listing",),
    direction=Direction.IN,
    standard="OFAC SDN.CSV, ALT.CSV, ADD.CSV (SDN data specification); RFC 4180",
    open=_open,
    numbered=True,
    whole=True,
)
