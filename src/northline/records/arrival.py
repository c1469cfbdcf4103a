"""Reports of arrival: somebody told the border service that they have come."""

import enum
from typing import ClassVar

from northline.records.position import Craft
from northline.records.record import Days, Keep, Record
from northline.records.track import Direction
from northline.records.units import Micros


class Channel(enum.StrEnum):
    """How arrival was reported."""

    TELEPHONE = "telephone"
    APP = "app"
    IN_PERSON = "in-person"
    KIOSK = "kiosk"


class Outcome(enum.StrEnum):
    """What the border service answered."""

    CLEARED = "cleared"
    INSPECT = "inspect"
    REFUSED = "refused"
    PENDING = "pending"


class Arrival(Record, frozen=True, kw_only=True):
    """A report of arrival, by telephone, app, kiosk or in person.

    People who come by boat or small aircraft away from a port of entry may lawfully report from
    where they land.  In Canada: Customs Act (R.S.C. 1985, c. 1 (2nd Supp.)), section 11; in the
    United States: 19 U.S.C. 1433.  A line crossing with a report is no failure to report.

    Attributes:
        report: number that the border service gave the report.
        authority: the border service that took it, such as ``cbsa`` or ``cbp``.
        channel: how it was made.
        direction: into which country.
        craft: what they came by.
        identity: the craft as scheme and number (``mmsi:316001245``, ``icao:c07a4b``), or None.
        registration: its registration or licence number as given, or None.
        craft_name: its name as given, or None.
        place: name of the reporting site, marina or aerodrome as given, or None.
        port: id of the port of entry that took it (`northline ports`), or None.
        landed: when they landed, by themselves, or None.
        persons: how many people are aboard, or None.
        outcome: what was answered.
        revision: which state of the report this is, counted from 0, where the border service
            counts; each supersedes the one before it.
    """

    kind: ClassVar[str] = "arrival"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(30, 2190))

    report: str
    authority: str
    channel: Channel
    direction: Direction
    craft: Craft
    identity: str | None = None
    registration: str | None = None
    craft_name: str | None = None
    place: str | None = None
    port: str | None = None
    landed: Micros | None = None
    persons: int | None = None
    outcome: Outcome
    revision: int | None = None
