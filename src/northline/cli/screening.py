"""Screening in a terminal: a name or a whole file, what came of it, and what persons decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts, table
from northline.records.decision import Verb
from northline.records.errors import UsageError

if TYPE_CHECKING:
    from northline.app.node import Node
    from northline.app.screening.asking import Answer
    from northline.app.screening.coverage import Screened
    from northline.app.screening.params import ScreeningParams

Several = Annotated[list[str] | None, Parameter(negative="")]

HITS = ("score", "entity", "caption", "name", "asked", "why")
ROWS = ("row", "query_id", "state", "entities", "reason", "id")
NEWEST = ("at", "query_id", "state", "lists", "entities", "reason", "id")
PAIRS = ("id", "score", "query_id", "asked", "caption", "list", "state", "clears", "second_look")
CHANGES = ("query_id", "was", "now", "appeared", "gone", "altered", "reason")


def screen(
    *name: str,
    schema: str = "Person",
    id: str | None = None,
    born: Several = None,
    passport: Several = None,
    dataset: str = "default",
    threshold: float | None = None,
    options: Options = PLAIN,
) -> int:
    """Ask the lists about a name, or about every row of a file.

    Args:
        name: The name; or the path of a CSV file with a head, or of JSON lines.
        schema: What it is of: Person, Organization, Vessel, Aircraft or Unknown.
        id: A file number that names whoever is asked about for good: decisions hold for the next time.
        born: Date of birth, such as 1971-03-02: kept apart, in no score. May be given again.
        passport: Number of a passport. May be given again.
        dataset: One list; otherwise all that you may see.
        threshold: Score from which somebody is a candidate; as the settings say, otherwise.
    """
    from northline.app.screening.asking import ask
    from northline.app.screening.bulk import screen_file
    from northline.app.screening.coverage import coverage
    from northline.app.screening.queries import question

    params = screening_params().with_asked(threshold=threshold)
    if not name:
        raise UsageError("screen whom? Give a name, or the path of a file")
    path = Path(name[0])
    with opened(options) as node:
        if len(name) == 1 and path.is_file():
            batch, _ = screen_file(node, path.read_bytes(), dataset=dataset, params=params)
            return _tell_batch(node, batch, coverage(node, batch=batch), options)
        asked = question(
            (id or "").strip() or "asked",
            schema,
            {"name": " ".join(name), "birthDate": born or [], "passportNumber": passport or []},
            lasting=bool((id or "").strip()),
        )
        (made,) = ask(node, [asked], dataset=dataset, params=params)
        return _tell(node, made, options)


screenings = App(
    name="screenings",
    help="What came of screening, what waits for an adjudicator, and how much is covered.",
)


@screenings.default
def list_screenings(
    *,
    state: str = "all",
    batch: str | None = None,
    query: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List the newest screening of each query, and where it stands now.

    Args:
        state: not-screened, screening-failed, no-hit, possible, match, no-match, cannot-tell or all.
        batch: Only of this batch.
        query: All of this query, older ones too.
    """
    from northline.app.screening.recorded import screenings as every
    from northline.app.screening.recorded import told

    with opened(options) as node:
        found = [told(each) for each in every(node, state=state, batch=batch, query_id=query)]
        lines = table(found, NEWEST)
        return answer(options, {"screenings": found}, lines, exercise=node.exercise)


screenings.command(list_screenings, name="list")


@screenings.command(name="coverage")
def show_coverage(*, batch: str | None = None, options: Options = PLAIN) -> int:
    """Tell how many are screened of all who are to be, why the others are not, and how officers agree.

    Args:
        batch: Of the rows of this batch; otherwise of everyone who stands.
    """
    import msgspec

    from northline.app.screening.coverage import coverage, officers_agree

    with opened(options) as node:
        found, agreed = coverage(node, batch=batch), officers_agree(node)
        kappa = "-" if agreed.kappa is None else f"{agreed.kappa:.2f}"
        lines = [
            *_coverage_lines(found),
            f"second looks: {agreed.n}, the same {agreed.same}, kappa {kappa}",
        ]
        document = {
            "coverage": msgspec.to_builtins(found),
            "agreement": msgspec.to_builtins(agreed),
        }
        whole = found.asked == found.screened
        return answer(options, document, lines, exercise=node.exercise, code=0 if whole else 1)


@screenings.command(name="again")
def run_again(*, batch: str | None = None, options: Options = PLAIN) -> int:
    """Ask again whatever failed or was not screened.

    Args:
        batch: Only of this batch.
    """
    from northline.app.screening.bulk import run_again as again
    from northline.app.screening.recorded import told, views

    with opened(options) as node:
        made = again(node, batch, params=screening_params())
        found = [told(each) for each in views([each.screening for each in made], [])]
        return answer(options, {"screenings": found}, table(found, ROWS), exercise=node.exercise)


@screenings.command(name="rescreen")
def rescreen(*, everyone: Flag = False, options: Options = PLAIN) -> int:
    """Ask everyone who stands again whose lists have changed since; tell what is otherwise.

    Args:
        everyone: Those as well for whom no list is newer.
    """
    from northline.app.screening.rescreening import rescreen as again
    from northline.app.screening.rescreening import told

    with opened(options) as node:
        found = told(again(node, params=screening_params(), everyone=everyone))
        lines = [
            f"{found['asked']} asked again, {found['unchanged']} unchanged",
            *table(found["changes"], CHANGES),
        ]
        return answer(options, found, lines, exercise=node.exercise)


@screenings.command(name="pairs")
def list_pairs(*, state: str = "open", batch: str | None = None, options: Options = PLAIN) -> int:
    """List pairs that wait for an adjudicator, the most likely first.

    Args:
        state: open, match, no-match, cannot-tell or all.
        batch: Only of whom this batch asked about.
    """
    from northline.app.screening.adjudicating import pairs, told

    with opened(options) as node:
        found = [told(each) for each in pairs(node, state=state, batch=batch)]
        rows = [{**each, "clears": [one["what"] for one in each["may_clear"]]} for each in found]
        return answer(options, {"pairs": found}, table(rows, PAIRS), exercise=node.exercise)


@screenings.command(name="pair")
def show_pair(pair: str, /, *, options: Options = PLAIN) -> int:
    """Show a pair: both sides, the reasons of its score, and what may clear.

    Args:
        pair: Id of the pair.
    """
    from northline.app.screening.adjudicating import one_pair, told

    with opened(options) as node:
        return _tell_pair(node, told(one_pair(node, pair)), options)


@screenings.command(name="decide")
def decide(
    pair: str, verb: Verb, /, *, reason: str, cite: Several = None, options: Options = PLAIN
) -> int:
    """Decide about a pair, signed; a match waits for a second person, who says approve or refuse.

    Args:
        pair: Id of the pair.
        verb: match, no-match or cannot-tell; approve or refuse as the second person.
        reason: Why, in your own words.
        cite: Of a no-match, what differs and clears: born, birth-place or citizenship. May be given again.
    """
    from northline.app.screening.adjudicating import Said, adjudicate, told

    with opened(options) as node:
        said = Said(verb=verb, reason=reason, cites=tuple(cite or ()))
        return _tell_pair(node, told(adjudicate(node, pair, said)), options)


def screening_params() -> ScreeningParams:
    """With what is screened, by the settings file that is here or named by the environment."""
    from northline.app.settings import find
    from northline.app.settings_screening import screening_of

    return screening_of(find())


def _tell(node: Node, made: Answer, options: Options) -> int:
    from northline.app.documents import document

    said = made.screening
    rows = [
        {
            "score": round(hit.score, 3),
            "entity": hit.entity,
            "caption": listed.caption,
            "name": hit.name,
            "asked": hit.query,
            "why": ", ".join(f"{part.code} {part.share:+.2f}" for part in hit.parts),
        }
        for hit, listed in made.hits
    ]
    lists = [f"{name} ({day})" for name, day in zip(said.lists, said.editions, strict=True)]
    head = {
        "state": said.state.value,
        "reason": said.reason,
        "lists": lists,
        "names compared": said.scored,
        "kept apart": list(made.question.apart),
        "screening": said.id.hex(),
    }
    lines = [*facts(head), "", *table(rows, HITS)] if rows else facts(head)
    told = {"screening": document(said), "hits": rows}
    return answer(options, told, lines, exercise=node.exercise)


def _tell_batch(node: Node, batch: str, found: Screened, options: Options) -> int:
    import msgspec

    from northline.app.screening.recorded import screenings as every
    from northline.app.screening.recorded import told

    rows = sorted(
        (told(each) for each in every(node, batch=batch)), key=lambda each: each["row"] or 0
    )
    document = {"batch": batch, "coverage": msgspec.to_builtins(found), "screenings": rows}
    shown = [each for each in rows if each["state"] != "no-hit"]
    lines = [f"batch {batch}", *_coverage_lines(found), "", *table(shown, ROWS)]
    code = 0 if found.asked == found.screened else 1
    return answer(options, document, lines, exercise=node.exercise, code=code)


def _coverage_lines(found: Screened) -> Iterator[str]:
    share = "-" if found.coverage is None else f"{found.coverage:.1%}"
    yield f"{found.screened} of {found.asked} screened ({share})"
    yield (
        ", ".join(f"{state} {count}" for state, count in found.states.items() if count) or "nobody"
    )
    if found.stale:
        yield f"{found.stale} of them against an older edition of a list than is held now"
    yield from (f"{count} not screened: {reason}" for reason, count in found.reasons.items())


def _tell_pair(node: Node, made: dict[str, Any], options: Options) -> int:
    asked, listed = made["query_side"] or {}, made["listed_side"] or {}
    sides = [
        {"": name, "asked about": asked.get(name), "listed": listed.get(name)}
        for name in ("schema", "identifiers", "born", "birth_places", "citizenships")
    ]
    names = [each["name"] for each in listed.get("names", ())]
    sides.insert(0, {"": "names", "asked about": asked.get("names"), "listed": names})
    head = {
        name: made[name]
        for name in ("id", "query_id", "list", "entity", "caption", "state", "score", "current")
    }
    lines = [*facts(head), "", *table(sides, ("", "asked about", "listed")), ""]
    lines += table(
        [{**each, "why": each["text"]["en"]} for each in made["explanation"]], ("share", "why")
    )
    for each in made["may_clear"]:
        lines.append(f"differs: may clear: {each['what']}")
    lines += ["", *table(made["decisions"], ("at", "verb", "by", "role", "reason", "id"))]
    return answer(options, {"pair": made}, lines, exercise=node.exercise)
