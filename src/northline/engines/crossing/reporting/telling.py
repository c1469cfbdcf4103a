"""What is told of a crossing: it was reported, it went back, or it landed and nobody reported it.

Each is a later revision of the finding of the crossing: one event.  The revisions 1 and 2 say that
it crossed; these begin with 3.
"""

from collections.abc import Iterable

import msgspec

from northline.engines.crossing.report import ENGINE, VERSION
from northline.engines.crossing.reporting.params import ReportingParams
from northline.engines.crossing.reporting.state import Followed, Passed, Report
from northline.geo.cells import cell_of
from northline.records.finding import Finding, Reason, encode_reason
from northline.records.ids import Origin
from northline.records.marking import MarkingId
from northline.records.protocols import Moment
from northline.records.record import Id
from northline.records.units import Degrees, Kilometres, Metres, Micros, Probability

FAILED, REPORTED, BACK = "failure-to-report", "reported-crossing", "crossed-back"
"""Kinds of finding.  The last two close the matter: they say why nothing need be done."""

FIRST = 3
"""Of the revisions made here."""


def next_revision(one: Followed) -> int:
    """The number of the next revision of an event."""
    return max(one.revision + 1, FIRST)


def failed(
    one: Followed,
    likely: float,
    loose: list[Report],
    now: int,
    params: ReportingParams,
    moment: Moment,
) -> Finding:
    """It landed, its time passed, and no report of arrival is on record.

    Args:
        one: the crossing.
        likely: probability that one of the loose reports is of it.
        loose: reports of nobody that is known here which may be of it.
        now: the instant that it is told, us.
        params: how far a stop or a silence is taken for a landing.
        moment: of the step.
    """
    landed = params.landed_stopped if one.stopped else params.landed_silent
    score = round(one.score * float(landed) * (1.0 - likely), 6)
    point = () if one.point is None else (one.point,)
    reasons = [
        Reason(
            code="no-report-of-arrival",
            args={
                "minutes": round((now - one.landed) / 60e6, 1),
                "within": round(params.within(one.craft) / 60.0, 1),
                "country": _country(one.side),
            },
            evidence=tuple(each.hex() for each in (*one.evidence[:2], *point)),
            share=score,
        ),
        Reason(
            code="stopped-beyond-the-line" if one.stopped else "silent-beyond-the-line",
            args={"minutes": round((now - one.landed) / 60e6, 1)}
            if one.stopped
            else {"minutes": round((now - (one.last or one.until)) / 60e6, 1)},
            evidence=tuple(each.hex() for each in point),
        ),
    ]
    if loose:
        reasons.append(
            Reason(
                code="reports-without-identity",
                args={"count": len(loose), "percent": round(100.0 * likely, 1)},
                evidence=tuple(each.id.hex() for each in loose[:8]),
            )
        )
    return _finding(
        one,
        FAILED,
        at=one.landed,
        until=now,
        score=score,
        reasons=reasons,
        evidence=(*one.evidence, *point, *(each.id for each in loose[:8])),
        received=[each.received for each in loose[:8]],
        markings=[*([one.point_marking] if point else []), *(each.marking for each in loose[:8])],
        moment=moment,
    )


def reported(one: Followed, report: Report, moment: Moment, *, late: bool) -> Finding:
    """Its arrival was reported, in time or after it was told that it was not."""
    by = "by-identity" if report.identity is not None else "by-place"
    reason = Reason(
        code="arrival-reported-late" if late else "arrival-reported",
        args={"minutes": round((report.at - one.at) / 60e6, 1), "by": by},
        evidence=(report.id.hex(),),
        share=one.score,
    )
    return _finding(
        one,
        REPORTED,
        at=one.at,
        until=max(one.until, report.at),
        score=one.score,
        reasons=[reason],
        evidence=(*one.evidence, report.id),
        received=[report.received],
        markings=[report.marking],
        moment=moment,
    )


def came_home(one: Followed, moment: Moment) -> Finding:
    """It came back from where it is not known to have landed."""
    reason = Reason(
        code="came-home",
        args={"country": _country(-one.side)},
        evidence=tuple(each.hex() for each in one.evidence[:2]),
        share=one.score,
    )
    return _finding(
        one,
        BACK,
        at=one.at,
        until=one.until,
        score=one.score,
        reasons=[reason],
        evidence=one.evidence,
        received=[],
        markings=[],
        moment=moment,
    )


def returned(one: Followed, moment: Moment, passed: Passed) -> Finding:
    """It went back over the line, and is not known to have landed."""
    reason = Reason(
        code="went-back",
        args={"minutes": round((passed.at - one.at) / 60e6, 1), "country": _country(one.side)},
        evidence=(passed.id.hex(),),
        share=one.score,
    )
    return _finding(
        one,
        BACK,
        at=one.at,
        until=max(one.until, passed.at),
        score=one.score,
        reasons=[reason],
        evidence=(*one.evidence, passed.id),
        received=[passed.received],
        markings=[passed.marking],
        moment=moment,
    )


def _country(side: int) -> str:
    return "in-canada" if side > 0 else "in-united-states"


def _finding(
    one: Followed,
    kind: str,
    *,
    at: int,
    until: int,
    score: float,
    reasons: list[Reason],
    evidence: tuple[bytes, ...],
    received: Iterable[int],
    markings: Iterable[int],
    moment: Moment,
) -> Finding:
    """A revision; what was said of the crossing stands below what is new, without its share."""
    ids = tuple(Id(each) for each in dict.fromkeys(evidence))
    cited = {each.hex() for each in ids}
    before = []
    for text in one.reasons:
        reason = msgspec.json.decode(text, type=Reason)
        kept = tuple(each for each in reason.evidence if each in cited)
        if reason.code != "not-yet-certain":
            before.append(msgspec.structs.replace(reason, share=0.0, evidence=kept))
    marking = MarkingId(one.marking)
    for other in markings:
        if other != marking:
            marking = moment.join(marking, MarkingId(other))
    lon, lat = Degrees(one.lon), Degrees(one.lat)
    return Finding(
        id=Origin(Finding.kind, ENGINE).derived(one.event, ordinal=one.revision),
        source=ENGINE,
        at=Micros(at),
        received=Micros(max(one.received, *received) if received else one.received),
        marking=marking,
        lon=lon,
        lat=lat,
        sigma=None if one.sigma is None else Metres(one.sigma),
        cell=cell_of(lon, lat),
        event_id=Id(one.event),
        revision=one.revision,
        finding=kind,
        subject=one.subject,
        since=Micros(one.since),
        until=Micros(max(until, at)),
        score=Probability(score),
        km=None if one.km is None else Kilometres(one.km),
        reasons=tuple(encode_reason(reason) for reason in (*reasons, *before)),
        evidence=ids,
        about=(Id(one.crossing),),
        engine=ENGINE,
        engine_version=VERSION,
        params=moment.params,
    )
