"""A plain list of names: CSV with a header, one row for each entity.

Northline's own format, for lists that an agency keeps or gets as a table.  Only ``name`` is needed;
several values of a column are joined by semicolons::

    name,list,as_of,entity,schema,aliases,low_aliases,former_names,original_script,translations
    identifiers,born,birth_places,citizenships,programme,measure,listed,item,remarks,language,url

    name,list,as_of,schema,aliases,identifiers,born
    Ann Example,made-up,2026-07-01,Person,Anna Example;A. Example,passport:X123,1953-02-01

Each row becomes a ``listing`` of the list that it names, else of the list named as its source.  A
header that lacks ``name`` or has a column there is not refuses the whole file.  See
docs/formats/names-csv.md.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.listing_decoder import ListDecoder
    from northline.formats.names_csv_reading import read

    return ListDecoder(read, context, offset, carry)


NAMES_CSV = Format(
    name="names-csv",
    title="A plain list of names (CSV)",
    kinds=("listing",),
    direction=Direction.IN,
    standard="Northline; RFC 4180 (CSV)",
    open=_open,
    numbered=True,
    whole=True,
)
