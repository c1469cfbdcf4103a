"""Coverage of screening: of all who are to be screened, how many are, and why the others are not.

::

    coverage = screened / asked
    screened = asked - not-screened - screening-failed

The denominator is everybody who was asked about, rows that could not be read included: a row that nobody
could read is a person who was not screened.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec

from northline.records.screening import ScreeningState

NOT_SCREENED = frozenset({ScreeningState.NOT_SCREENED, ScreeningState.SCREENING_FAILED})


class Screened(msgspec.Struct, frozen=True, kw_only=True):
    """Coverage of screening.

    Attributes:
        asked: everybody who is to be screened.
        screened: of them, who were compared with every name of every list asked.
        coverage: share, in [0, 1]; None where nobody is to be screened.
        states: state -> how many stand in it now.
        reasons: why not -> how many.
        stale: of those screened, who were compared with an older edition of a list than is held now.
    """

    asked: int
    screened: int
    coverage: float | None
    states: dict[str, int]
    reasons: dict[str, int]
    stale: int


def screened(
    people: Iterable[tuple[ScreeningState, str | None, bool]],
) -> Screened:
    """Coverage over people.

    Args:
        people: of each the state they stand in, why they are not screened, and whether the lists
            they were compared with are older than those held now.
    """
    every = list(people)
    states = Counter(state.value for state, _, _ in every)
    missing = [reason for state, reason, _ in every if state in NOT_SCREENED]
    done = len(every) - len(missing)
    return Screened(
        asked=len(every),
        screened=done,
        coverage=done / len(every) if every else None,
        states={each.value: states[each.value] for each in ScreeningState},
        reasons=dict(sorted(Counter(each or "no reason on record" for each in missing).items())),
        stale=sum(old and state not in NOT_SCREENED for state, _, old in every),
    )
