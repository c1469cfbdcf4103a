"""Screening again after a list has changed: everyone who stands is asked again, and what differs is told.

Somebody stands whose newest screening names them for good (a file number).  Everyone is asked anew and
every answer kept, so that "screened against the list of today" is on record of each; people are shown only
those for whom something is otherwise.  A decision about a pair holds while both sides are as they were:
an entity that the list now says something else of is another pair, and open.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.deciding import all_decisions
from northline.app.permitting import may_here, require
from northline.app.screening.asking import OPERATION, Answer, ask
from northline.app.screening.held import held
from northline.app.screening.params import ScreeningParams
from northline.app.screening.recorded import (
    ScreeningView,
    again,
    all_screenings,
    is_stale,
    newest,
    views,
)
from northline.ledger.reading import system_clock
from northline.records.screening import Screening, ScreeningState
from northline.records.time import format_instant

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is otherwise for somebody since a list changed.

    Attributes:
        query_id: who, by the file number.
        before: id of the screening before.
        after: id of the one now.
        was: where it stood.
        now: where it stands.
        appeared: entities (``list:entity``) that are candidates now and were not.
        gone: those that were and are not.
        altered: those of whom the list says something else now: open again.
        reason: why it could not be screened now, or None.
    """

    query_id: str
    before: str
    after: str
    was: ScreeningState
    now: ScreeningState
    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    reason: str | None = None


class Rescreened(msgspec.Struct, frozen=True, kw_only=True):
    """What came of screening again.

    Attributes:
        batch: name of the batch.
        asked: how many were asked again.
        unchanged: for how many nothing is otherwise.
        changes: what is otherwise, for each of the others.
        editions: the lists that were asked, each with its edition.
    """

    batch: str
    asked: int
    unchanged: int
    changes: tuple[Change, ...]
    editions: dict[str, str]


def rescreen(
    node: "Opened", *, params: ScreeningParams | None = None, everyone: bool = False
) -> Rescreened:
    """Ask everyone again who stands and was asked of older editions than are held now.

    Args:
        node: an open node.
        params: with what is screened.
        everyone: those as well for whom no list is newer.

    Raises:
        RoleNeeded: when this person may not.
    """
    require(node.viewer, OPERATION)
    own = [e for e in all_screenings(node) if e.source == node.operator.agency and e.standing]
    lists = held(node)
    standing = [e for e in newest(own) if e.names and (everyone or is_stale(e, lists))]
    batch = f"rescreening-{format_instant(system_clock())}"
    before = views(standing, all_decisions(node))
    made: list[Answer] = []
    for dataset in dict.fromkeys(each.dataset for each in standing):
        several = [again(each) for each in standing if each.dataset == dataset]
        made += ask(node, several, dataset=dataset, params=params, batch=batch)
    now = {e.screening.query_id: e for e in views([a.screening for a in made], all_decisions(node))}
    changes = [_change(each, now[each.screening.query_id]) for each in before]
    told = tuple(each for each in changes if each is not None)
    return Rescreened(
        batch=batch,
        asked=len(made),
        unchanged=len(made) - len(told),
        changes=told,
        editions=lists.editions,
    )


def after_listings(node: "Opened", *, params: ScreeningParams | None = None) -> Rescreened | None:
    """Ask everyone again who stands, after listings came in; None where nobody stands, or one may not.

    Whoever brings a list need not be somebody who screens: then nothing is asked, and coverage tells
    how many are screened against an older edition.

    Raises:
        NotPermitted: when this person could not see what came of it.
    """
    if not may_here(node, OPERATION):
        return None
    own = (e for e in all_screenings(node) if e.source == node.operator.agency)
    return rescreen(node, params=params) if any(e.standing for e in own) else None


def told(found: Rescreened) -> dict[str, Any]:
    """What came of it, ready for JSON."""
    made: dict[str, Any] = msgspec.to_builtins(found)
    return made


def _change(was: ScreeningView, now: ScreeningView) -> Change | None:
    """What is otherwise between two screenings of one query, or None."""
    one, two = _pairs(was.screening), _pairs(now.screening)
    appeared = tuple(sorted(two.keys() - one.keys()))
    gone = tuple(sorted(one.keys() - two.keys()))
    altered = tuple(sorted(key for key in one.keys() & two.keys() if one[key] != two[key]))
    if not (appeared or gone or altered) and was.state is now.state:
        return None
    return Change(
        query_id=was.screening.query_id,
        before=was.screening.id.hex(),
        after=now.screening.id.hex(),
        was=was.state,
        now=now.state,
        appeared=appeared,
        gone=gone,
        altered=altered,
        reason=now.screening.reason,
    )


def _pairs(each: Screening) -> dict[str, bytes]:
    return dict(zip(each.entities, each.candidates, strict=True))
