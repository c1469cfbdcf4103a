"""The United Nations Security Council Consolidated List, as XML.

A raw entry; aliases carry a quality, ``Good`` or ``Low``, and bodies ``a.k.a.`` or ``f.k.a.``::

    <CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL>
    <FIRST_NAME>ANN</FIRST_NAME><SECOND_NAME>EXAMPLE</SECOND_NAME>
    <REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><NAME_ORIGINAL_SCRIPT>...</NAME_ORIGINAL_SCRIPT>
    <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Nan</ALIAS_NAME></INDIVIDUAL_ALIAS> ...

Each individual and each entity becomes a ``listing`` under its permanent reference number.  The
version is the day on which the list was generated.  See docs/formats/un-list.md.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.listing_decoder import ListDecoder
    from northline.formats.un_list_reading import read

    return ListDecoder(read, context, offset, carry)


UN_LIST = Format(
    name="un-list",
    title="Consolidated list of the Security Council",
    kinds=("listing",),
    direction=Direction.IN,
    standard="UN Security Council consolidated list, XML (sc-sanctions.xsd)",
    open=_open,
    numbered=True,
    whole=True,
)
