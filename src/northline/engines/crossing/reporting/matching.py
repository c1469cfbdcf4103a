"""Which crossing a report of arrival is about.

A report is of a crossing into the country that it names, by a craft of the same sort (or of unknown
sort), made no more than ``early`` before it.  It is *that* crossing's

* by the identity that it states, where the craft carries it: the latest such crossing before it;
* by the place it was made at, where it states one: of the craft within ``arrival_metres`` of it the
  nearest, as last seen.

What states neither, or fits nobody, may be any of those that fit: it settles none, and lowers the
score of each (`doubt`).  Names are not compared: who people and craft are called is none of this
engine's business (LAW.md rule 9).
"""

from collections.abc import Iterable, Sequence

from northline.engines.crossing.reporting.params import ReportingParams
from northline.engines.crossing.reporting.state import Followed, Report, Standing
from northline.geo.distance import near_distance
from northline.records.position import Craft

MICROS = 1_000_000


def fits(report: Report, one: Followed, params: ReportingParams) -> bool:
    """Whether a report may be about a crossing."""
    sorts = {report.craft, one.craft}
    return (
        report.side == one.side
        and (len(sorts) == 1 or Craft.UNKNOWN in sorts)
        and one.at - int(params.early * MICROS) <= report.at
    )


def owner(report: Report, followed: Iterable[Followed], params: ReportingParams) -> Followed | None:
    """The crossing that a report is about, or None."""
    able = [one for one in followed if one.standing is not Standing.SETTLED]
    able = [one for one in able if fits(report, one, params)]
    if report.identity is not None:
        own = [one for one in able if one.identity == report.identity]
        before = [one for one in own if one.at <= report.at] or own
        return max(before, key=lambda one: (one.at, one.event), default=None)
    if report.lon is None or report.lat is None:
        return None
    away = []
    for one in able:
        metres = float(near_distance(report.lon, report.lat, one.lon, one.lat)[0])
        if metres <= params.arrival_metres:
            away.append((metres, one.event, one))
    return min(away)[2] if away else None


def doubt(
    one: Followed,
    followed: Iterable[Followed],
    loose: Sequence[Report],
    params: ReportingParams,
) -> tuple[float, list[Report]]:
    r"""The probability that one of the loose reports is of this crossing, and which may be.

    With m reports that fit it and n crossings that nobody has reported and that such a report fits,
    each is as likely as another: :math:`\min(1, m / n)`, at least one being itself.
    """
    mine = [report for report in loose if report.identity is None and fits(report, one, params)]
    if not mine:
        return 0.0, []
    others = sum(
        any(fits(report, other, params) for report in mine)
        for other in followed
        if other.standing is not Standing.SETTLED
    )
    return min(1.0, len(mine) / max(others, 1)), mine
