"""Published figures: one cell of a table that somebody made public, with its vintage."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Micros


class Calendar(enum.StrEnum):
    """Whose year a period counts by."""

    CALENDAR = "calendar"
    US_FISCAL = "us-fiscal"
    """October to September, named by the year it ends in (31 U.S.C. 1102)."""

    CA_FISCAL = "ca-fiscal"
    """April to March, named by the year it begins in (Financial Administration Act, section 2)."""


class Figure(Record, frozen=True, kw_only=True):
    """One figure as a publisher states it: what, where, when, and in which vintage.

    The vintage is part of what is said: a revised table says something else, beside the first.
    What a table splits by stands in the columns below; one that it does not split by is null.
    A total is kept beside its parts: ``total_over`` names what it is the whole of, and there the
    column is null (a period is not).  Only figures with the same ``total_over`` may be added.
    ``at`` is the beginning of the period.

    Attributes:
        series: the published table, by the name of its format, such as ``cbp-drugs``.
        measure: what is counted or measured, such as ``weight``, ``events``, ``persons``, ``rate``.
        value: the figure.
        unit: its unit as a UCUM code, or in words in braces, such as ``[lb_av]`` or ``{person}``.
        since: beginning of its period.
        until: end of its period (exclusive).
        period: the period as the table words it, such as ``2024 JUN`` or ``2024Q3``.
        calendar: whose year the table counts by.
        provisional: whether the publisher calls the period unfinished (``FYTD``).
        vintage: which state of the table this is: the day it was published, ``YYYY-MM-DD``, else
            the last month that it covers, ``YYYY-MM``.
        publisher: who published it.
        region: stretch of border or country, such as ``Northern Border``.
        place: the sector, field office, port, province or area, as the table names it.
        place_code: its code in the table.
        area: the state or province that the place lies in, where the table says so too.
        category: what kind of thing: the drug, the traveller, the goods, the demographic.
        detail: a finer kind: the sort of weapon, the citizenship; of a total the table's own
            words for it, such as ``Grand total``.
        component: the service that counted.
        direction: inbound or outbound, export or import.
        mode: mode of transport.
        basis: under which law and in which manner, such as ``Title 8, Apprehensions``.
        event: number of the event that the figure belongs to, where the table has one.
        total_over: columns of which this is the whole: ``category``, ``direction``, ``period``,
            ``place``, in this order and with blanks between; null for a part.
        further: what stands in columns that the format does not know, as ``name=value``
            separated by ``; ``.  It may split the table further.
    """

    kind: ClassVar[str] = "figure"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = False
    keep: ClassVar[Keep] = Keep(Days(0))

    series: str
    measure: str
    value: float
    unit: str
    since: Micros
    until: Micros
    period: str
    calendar: Calendar
    provisional: bool = False
    vintage: str
    publisher: str
    region: str | None = None
    place: str | None = None
    place_code: str | None = None
    area: str | None = None
    category: str | None = None
    detail: str | None = None
    component: str | None = None
    direction: str | None = None
    mode: str | None = None
    basis: str | None = None
    event: str | None = None
    total_over: str | None = None
    further: str | None = None
