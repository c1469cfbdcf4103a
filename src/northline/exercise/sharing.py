"""Who saw what in an exercise: what partners read of it, against what the truth says they may.

The truth does not ask the markings.  A scenario names for each partner the feeds from which alone
what they see may come, and a row, a track point or a finding, comes from the feeds of all that it
rests on.  *Expected* are the rows all of whose feeds the partner may see; *leaked* is what they
did see beyond that, and must be nothing; *withheld* is what they were not shown and might have been.
A row of which nobody knows from which feeds it comes is expected by nobody.
"""

from collections.abc import Mapping

from northline.exercise.channels import ADSB, AIS, COT, DRONE
from northline.exercise.figures import Seen, Sharing
from northline.exercise.observed import Shared
from northline.exercise.truth import Truth

BROUGHT = "feed"
"""Scheme by which a feed stands among what a row rests on, for a record that it brought."""

SPOKEN_BY: Mapping[str, str] = {"mmsi": AIS, "icao": ADSB, "cot": COT, "klv": DRONE}
"""Scheme of an identity -> the feed in which it is told."""


def sharing(truth: Truth, shared: Shared) -> Sharing:
    """Judge what each partner read."""
    told = {}
    feeds = [feeds_of(truth, row) for row in shared.rows.values()]
    ids = list(shared.rows)
    for ally in truth.allies:
        allowed = frozenset(ally.sees)
        expected = {id for id, own in zip(ids, feeds, strict=True) if own and own <= allowed}
        seen = shared.seen.get(ally.name, frozenset())
        told[ally.name] = Seen(
            expected=len(expected),
            seen=len(seen),
            leaked=len(seen - expected),
            withheld=len(expected - seen),
        )
    return Sharing(
        viewers=len(told),
        expected=sum(each.expected for each in told.values()),
        seen=sum(each.seen for each in told.values()),
        leaked=sum(each.leaked for each in told.values()),
        withheld=sum(each.withheld for each in told.values()),
        by_viewer=told,
    )


def feeds_of(truth: Truth, names: frozenset[str]) -> frozenset[str]:
    """The feeds from which a row comes, by the identities and sensors that it rests on.

    Empty when one of them is of no feed that is known: then nothing is known of the row.
    """
    sensors = {name: watch.feed for watch in truth.watches for name in watch.sensors}
    told = set()
    for name in names:
        scheme, _, rest = name.partition(":")
        feed = sensors.get(name) or SPOKEN_BY.get(scheme)
        if scheme == BROUGHT and rest in truth.feeds:
            feed = rest
        if feed is None:
            return frozenset()
        told.add(feed)
    return frozenset(told)
