"""Findings as the picture shows them: what, where and when, in triage order."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.findings import listing
from northline.app.results import FindingView
from northline.app.words import instant

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A finding on the map.

    Attributes:
        id: of its newest revision, in hexadecimal.
        finding: kind of finding.
        state: where it stands.
        held_back: whether it waits and its hour has no room for it.
        at: when it took place, ms since 1970 UTC.
        lon: degrees, or None without a place.
        lat: degrees, or None without a place.
        sigma: 1-sigma error of the place, m, or None.
        km: kilometre along the line, or None.
        score: how sure the engine is that it took place.
        subject: what it is about, as scheme and number, or None.
        tracks: tracks it is about, in hexadecimal.
        title: what it is, in words, by language.
    """

    id: str
    finding: str
    state: str
    held_back: bool
    at: int
    lon: float | None
    lat: float | None
    sigma: float | None
    km: float | None
    score: float
    subject: str | None
    tracks: tuple[str, ...]
    title: dict[str, str]


def alerts(
    node: "Opened",
    *,
    since: int | str | None = None,
    until: int | str | None = None,
    state: str = "open",
    limit: int = 200,
) -> list[Alert]:
    """Findings that the operator may see, the most urgent first.

    Args:
        node: the node.
        since: only of events from this instant on.
        until: only of events before this instant.
        state: ``open`` for what waits for a person and is not held back, ``held-back``, ``all``, or
            one state.
        limit: at most so many.
    """
    return alerts_and_held(node, since=since, until=until, state=state, limit=limit)[0]


def alerts_and_held(
    node: "Opened",
    *,
    since: int | str | None = None,
    until: int | str | None = None,
    state: str = "open",
    limit: int = 200,
) -> tuple[list[Alert], int]:
    """The same, and how many are held back of events from ``since`` on."""
    before = instant(until)
    found, held = listing(
        node, state=state, kind=None, since=since, limit=None if before is not None else limit
    )
    inside = [each for each in found if before is None or each.finding.at < before]
    return [_alert(each) for each in inside[:limit]], held


def _alert(view: FindingView) -> Alert:
    found = view.finding
    return Alert(
        id=found.id.hex(),
        finding=found.finding,
        state=view.state,
        held_back=view.held_back is not None,
        at=found.at // 1000,
        lon=found.lon,
        lat=found.lat,
        sigma=found.sigma,
        km=found.km,
        score=found.score,
        subject=found.subject,
        tracks=tuple(each.track.hex() for each in view.stated),
        title=view.title,
    )
