"""Consolidated regulations of Justice Canada as XML: which one, as of when, and its listed items.

The schema is that of the laws site (``lims`` attributes say when what came into force)::

    <Regulation lims:current-date="2025-03-03" xml:lang="en" ...><Identification>
    <InstrumentNumber>SOR/2002-284</InstrumentNumber>
    <ConsolidationDate><Date><YYYY>2025</YYYY><MM>3</MM><DD>4</DD></Date></ConsolidationDate> ...
    <List><Item lims:fid="1" lims:inforce-start-date="2025-02-19"><Label>1</Label><Text>Name</Text></Item>

The consolidation date is what the site calls "current to"; where it is missing, ``current-date`` is.
"""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from northline.formats.listing_dates import day_of
from northline.formats.listing_said import Edition, day_micros, stated
from northline.formats.listing_xml import Element
from northline.records.units import Micros

ROOTS = ("Regulation", "Statute")


class Law(NamedTuple):
    """Which instrument a document is.

    Attributes:
        number: its number, such as ``SOR/2002-284``.
        title: its title.
        language: ``en`` or ``fr``, or None.
        edition: the version of it that this is.
    """

    number: str
    title: str
    language: str | None
    edition: Edition


class Item(NamedTuple):
    """One item of a list in it.

    Attributes:
        element: the item.
        heads: the headings that it stands under, the outermost first.
        schedule: of an item of a schedule the schedule's label, such as ``SCHEDULE 1``; else empty.
        label: its own number, or empty.
        text: what stands there.
        since: since when it is in force, where it says.
    """

    element: Element
    heads: tuple[str, ...]
    schedule: str
    label: str
    text: str
    since: Micros | None


def law_of(root: Element, otherwise: Edition) -> Law:
    """Which instrument this is."""
    day = _consolidated(root) or day_of(root.given.get("current-date", ""))
    language = root.given.get("lang", "")[:2].lower()
    return Law(
        root.text("Identification", "InstrumentNumber"),
        root.text("Identification", "LongTitle") or root.text("Identification", "ShortTitle"),
        language if language in {"en", "fr"} else None,
        otherwise if day is None else stated(day),
    )


def _consolidated(root: Element) -> datetime.date | None:
    date = root.first("Identification", "ConsolidationDate", "Date")
    if date is None:
        return None
    year, month, day = (date.text(name) for name in ("YYYY", "MM", "DD"))
    return day_of(f"{year:0>4}-{month:0>2}-{day:0>2}")


def items_of(body: Element, schedule: str = "", heads: tuple[str, ...] = ()) -> Iterator[Item]:
    """The items of every list in a section or schedule, with the headings before them."""
    over = heads
    for each in body.children():
        if each.name in {"ScheduleFormHeading", "Heading"}:
            over = (*heads, each.text("Label"), each.text("TitleText"))
            if each.name == "ScheduleFormHeading":
                heads = over
        elif each.name == "List":
            yield from _listed(each, schedule, over)
        elif each.name not in {"Text", "Label", "HistoricalNote"}:
            yield from items_of(each, schedule, over)


def _listed(found: Element, schedule: str, heads: tuple[str, ...]) -> Iterator[Item]:
    for each in found.children("Item"):
        since = day_of(each.given.get("inforce-start-date", ""))
        yield Item(
            each,
            tuple(filter(None, heads)),
            schedule,
            each.text("Label"),
            each.text("Text"),
            None if since is None else day_micros(since),
        )
