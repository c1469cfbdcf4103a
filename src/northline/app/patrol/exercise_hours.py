"""The hours that the log of patrols counts in an exercise, beside the true ones, in its score."""

from typing import TYPE_CHECKING

import msgspec

from northline.app import exercise_reading
from northline.app.patrol.log import COLUMNS, legs_of, open_legs, recorded_until
from northline.exercise.figures import Bar, Score
from northline.exercise.patrol_hours import MOST_ERROR, patrol_hours
from northline.exercise.truth import Truth
from northline.measures.patrol_time import counted
from northline.records.patrol_leg import PatrolLeg

if TYPE_CHECKING:
    from northline.app.node import Node


def logged(node: "Node") -> dict[str, float]:
    """Mode -> seconds that count, of legs on record and of those under way."""
    told = legs_of(exercise_reading.table(node, PatrolLeg.kind, None))
    rows = exercise_reading.table(node, "unit", list(COLUMNS))
    found: dict[str, float] = {}
    for stay in counted([*told, *open_legs(node, rows, recorded_until(told))]).stays:
        found[stay.mode.value] = found.get(stay.mode.value, 0.0) + stay.seconds
    return found


def with_hours(told: Score, truth: Truth, seconds: dict[str, float]) -> Score:
    """The score with the hours on patrol, and their bar where they were long enough to ask."""
    hours = patrol_hours(truth, seconds)
    bars = dict(told.bars)
    if hours.asked:
        bars["patrol_hours"] = Bar(asked=f"<= {MOST_ERROR:g}", got=hours.error, met=hours.met)
    return msgspec.structs.replace(told, patrol_hours=hours, bars=bars)
