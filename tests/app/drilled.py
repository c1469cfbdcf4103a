"""An exercise that was played, as far as documents beside a ledger tell of it."""

from functools import cache

import msgspec

from northline.app.documents import document
from northline.app.exercise_review import review
from northline.app.exercise_told import OVER, FeedTold, State, keep
from northline.app.node import Node
from northline.exercise import Day, Heard, Observation, Observed, rehearse, score
from northline.records.time import format_instant
from tests.exercise.days import unwatched


@cache
def drill() -> Day:
    """Twenty minutes of those who say who they are."""
    return rehearse(msgspec.structs.replace(unwatched(), duration=1200), seed=3)


def observed() -> Observed:
    """What a system finds that misses the first crossing, and makes one up."""
    told = drill().truth
    _missed, *others = (each for each in told.crossings if each.identity)
    found = [
        Observation(
            event_id=f"{number:032x}",
            identity=each.identity,
            at=each.at,
            direction=each.direction.value,
            kind="line-crossing",
            segment=each.segment,
            km=each.km,
            lon=each.lon,
            lat=each.lat,
            available=each.second + 5.0,
        )
        for number, each in enumerate(others)
    ]
    made_up = msgspec.structs.replace(found[0], event_id="f" * 32, identity="mmsi:316000001")
    feeds = {
        name: Heard(read=sent.messages, rejected=sent.damaged) for name, sent in told.feeds.items()
    }
    return Observed(findings=(*found, made_up), feeds=feeds)


def tell(node: Node, *, stage: str = OVER, finding: str | None = None) -> None:
    """Write down how it goes, and, when it is over, its score and its truth.

    Args:
        node: whose ledger it was played to.
        stage: how far it is.
        finding: id of a finding in that ledger, for the first that was found.
    """
    day, seen = drill(), observed()
    over = stage == OVER
    state = State(
        scenario=day.scenario.name,
        en=day.scenario.title.en,
        fr=day.scenario.title.fr,
        seed=day.seed,
        speed=60.0,
        start=format_instant(day.truth.start),
        duration=day.scenario.duration,
        stage=stage,
        second=1200.0 if over else 300.0,
        findings=len(seen.findings),
        feeds={
            name: FeedTold(
                format=name, spoken=sent.messages, read=sent.messages, rejected=sent.damaged
            )
            for name, sent in day.truth.feeds.items()
        },
        updated="2026-08-15T19:00:00Z",
    )
    if over:
        told = score(day.truth, seen)
        false = {each.event_id: (each.role, each.why) for each in told.false_findings}
        ids = {} if finding is None else {f"{0:032x}": finding}
        keep(node.folder, "score", {**document(told), "passed": told.passed})
        keep(node.folder, "truth", document(review(day, seen, false, ids)))
    keep(node.folder, "state", state)
