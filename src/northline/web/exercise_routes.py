"""Routes of exercises: how the one in this ledger goes, and at its end its score and its truth.

They read documents beside the ledger (`northline.app.exercise_told`) and no record, so they leave
nothing in the audit.  Before the end there is no score and no truth to be read, by anybody.
"""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from northline.app.documents import document
from northline.app.exercise_told import known, score_of, state_of, truth_of
from northline.web.desk import Desk
from northline.web.problems import NoSuchPath


@get("/exercise", sync_to_thread=True, opt={"answer": "exercise"})
def exercise(desk: NamedDependency[Desk]) -> Response[bytes]:
    """Which exercise is played to this ledger, how far it is, and its score when it is over."""
    state = state_of(desk.node)
    told: dict[str, Any] = {
        "played": None if state is None else document(state),
        "score": score_of(desk.node),
        "scenarios": [document(each) for each in known()],
    }
    return desk.tell(told)


@get("/exercise/truth", sync_to_thread=True, opt={"answer": "exercise-truth"})
def truth(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The truth of the exercise beside what was found: only when it is over."""
    told = truth_of(desk.node)
    if told is None:
        raise NoSuchPath("there is no exercise here that is over; its truth is hidden until then")
    return desk.tell(told)


ROUTES = (exercise, truth)
"""Under ``/api/v1``."""
