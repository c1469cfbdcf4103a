"""New crossings as alerts of a relay: the findings, and the crossings that they are about."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from northline.app.event_export import in_english
from northline.app.relay_memory import Held
from northline.formats.cot_writing import DAY, uid_of, write_event
from northline.records.finding import Finding
from northline.records.kinds import kind as kind_named
from northline.records.marking import Viewer
from northline.records.record import Record
from northline.records.track import Crossing
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.ledger import Ledger

ALERTED = (
    "line-crossing", "dark-crossing", "land-crossing", "failure-to-report", "reported-crossing",
    "crossed-back", "line-touched", "low-slow-aircraft", "meeting",
)  # fmt: skip
"""Kinds of findings that go out as alerts: those that press, and what ends them."""

Window = tuple[Micros, Micros]


def alerts(
    ledger: "Ledger", viewer: Viewer, *, after: int = 0, window: Window | None = None
) -> list[Record]:
    """New findings and the crossings they are about, as far as a viewer may see them.

    Who is shown them is for the caller to record.
    """

    def read(
        record: type[Record], ids: Sequence[bytes] | None = None, since: int = 0
    ) -> list[Record]:
        within = window if ids is None else None
        plan = ledger.plan(record.kind, viewer, after=since, ids=ids, window=within)
        return kind_named(record.kind).from_batch(ledger.read(plan, audited=False).read_all())

    found = [
        each
        for each in read(Finding, since=after)
        if isinstance(each, Finding) and each.finding in ALERTED
    ]
    about = [id for each in found for id in each.about]
    return [*found, *(read(Crossing, ids=about) if about else ())]


def held(record: Record) -> tuple[str, Held]:
    """Under which uid an alert is remembered, and as what."""
    return uid_of(record), Held(record.kind, record.id, record.at, Micros(record.at + DAY))


def written(*, exercise: bool) -> Callable[[Record], bytes]:
    """What writes an alert as an event."""
    return lambda record: write_event(record, exercise=exercise, say=in_english)
