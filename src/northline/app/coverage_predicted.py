"""What coverage predicted of an exercise, for its score."""

from typing import TYPE_CHECKING

from northline.app.coverage import BANDS, CLASSES, HOUR, coverage
from northline.engines.coverage.ground import STRIP
from northline.exercise.coverage import Predicted
from northline.records.units import Metres, Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened


def predicted(node: "Opened", begins: Micros, seconds: int) -> Predicted:
    """Coverage in the hours of an exercise, as its ledger has the sensors now that it is over.

    Args:
        node: the node, open over the exercise's ledger.
        begins: instant of exercise second 0.
        seconds: how long it lasted; a day and its night at most.
    """
    first, last = begins // HOUR, (begins + seconds * 1_000_000 - 1) // HOUR
    covered = coverage(node, at=Micros(last * HOUR), hours=int(last - first) + 1)
    return Predicted(
        hours=covered.hours,
        classes=CLASSES,
        stretches=tuple((each.segment, each.km) for each in covered.ground.stretches),
        strip=Metres(STRIP),
        chance=covered.strips.chance[..., :BANDS],
    )
