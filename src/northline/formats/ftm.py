"""Entities as FollowTheMoney has them, JSON lines: the form in which OpenSanctions and others publish.

::

    {
        "id": "ex-1",
        "schema": "Person",
        "datasets": ["ex"],
        "properties": {
            "name": ["Ann Example"],
            "alias": ["Anna Example"],
            "weakAlias": ["Nan"],
            "birthDate": ["1953"],
        },
    }

Persons, bodies, vessels and aeroplanes become a ``listing`` each; other schemata (addresses,
sanctions, ownership) are counted.  The version is what ``--vintage`` says, or the day in the name of
the file.  See docs/formats/ftm.md.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.ftm_reading import read
    from northline.formats.listing_decoder import ListDecoder

    return ListDecoder(read, context, offset, carry)


FTM = Format(
    name="ftm",
    title="Entities of FollowTheMoney",
    kinds=("listing",),
    direction=Direction.IN,
    standard="FollowTheMoney 3, JSON lines",
    open=_open,
    numbered=True,
    whole=True,
)
