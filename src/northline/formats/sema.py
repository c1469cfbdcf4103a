"""Sanctions schedules: who is listed in regulations under the Special Economic Measures Act and beside it.

Consolidated regulations of Justice Canada as XML, English or French, or a table of their items::

    <Schedule><ScheduleFormHeading><Label>SCHEDULE</Label> ... <TitleText>Persons</TitleText></ScheduleFormHeading>
    <Heading><Label>PART 1</Label><TitleText>Individuals</TitleText></Heading>
    <List><Item lims:inforce-start-date="2024-02-15"><Label>3</Label><Text>Ann EXAMPLE (born in 1953)
    (also known as Anna EXAMPLE)</Text></Item></List></Schedule>

    regulation,title,schedule,item,in_force_from,text
    SOR-2024-23,...,SCHEDULE(Section 2)Persons,3,2024-02-15,Ann EXAMPLE (born in 1953)

Each numbered item becomes a ``listing`` of the list that the regulation is (``sema-sor-2024-23``), for
each regulation is consolidated on its own day; schedules of goods are counted.  A regulation does not number its persons for good, so the id is made of the
regulation and the name.  XML states its version (the consolidation date), a table does not.  See
docs/formats/sema.md.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.listing_decoder import ListDecoder
    from northline.formats.sema_reading import read

    return ListDecoder(read, context, offset, carry)


SEMA = Format(
    name="sema",
    title="Schedules of Canadian sanctions regulations",
    kinds=("listing",),
    direction=Direction.IN,
    standard="Regulations under the Special Economic Measures Act and beside it, as XML of Justice Canada; RFC 4180",
    open=_open,
    numbered=True,
    whole=True,
)
