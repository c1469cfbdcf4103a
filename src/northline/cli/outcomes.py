"""Outcomes: claims checked in public, measures over time, and what was undertaken."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from northline.cli.answer import answer, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError

if TYPE_CHECKING:
    from northline.app.node import Node
    from northline.app.outcomes import Line, Outcomes


def claims(
    *names: str,
    document: str | None = None,
    verdict: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Hold published claims against the figures recomputed from open data.

    One claim that is named is shown whole: words, definition, filter, tolerance, what each vintage
    gives, and what is missing.

    Args:
        names: Names of claims; all of them where none is named.
        document: Only those of this document, such as embassy or outcomes.
        verdict: Only those with this verdict: reproduced, differs, "other scope" or
            "not computable".
    """
    from northline.app.outcomes import Outcomes
    from northline.app.outcomes_told import claim_document
    from northline.app.outcomes_words import published_amount, result_amount

    with opened(options) as node:
        outcomes = Outcomes(node)
        found = outcomes.claims(names or None, document=document, verdict=verdict)
        _say_where_empty(outcomes)
        told = [claim_document(each) for each in found]
        shown = [
            {
                **each,
                "published": published_amount(judged.claim, "en") or None,
                "ours": result_amount(judged.claim, judged.ours, "en") or None,
            }
            for each, judged in zip(told, found, strict=True)
        ]
        columns = ("claim", "title", "published", "ours", "verdict", "qualifier")
        lines = _whole(shown[0]) if len(names) == len(shown) == 1 else table(shown, columns)
        return answer(options, {"claims": told}, lines, exercise=node.exercise)


def measures(
    trend: str | None = None,
    /,
    *,
    series: str | None = None,
    measure: str | None = None,
    where: list[str] | None = None,
    by: str | None = None,
    every: str | None = None,
    period: str | None = None,
    vintage: str | None = None,
    csv: Flag = False,
    arrow: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Compute a measure over time from published tables, or list the trends that are declared.

    Args:
        trend: A declared trend; the trends are listed where nothing is asked for.
        series: A published table, such as cbp-drugs, for a measure of your own.
        measure: What it counts or measures, such as weight.
        where: Only figures with this COLUMN=VALUE; may be given again, for more values of a column
            or for more columns. Nothing behind the = means no value.
        by: Column that splits it.
        every: month, quarter, year or period; month where you name no period either.
        period: Only this period, such as "us-fy 2024", 2024 or 2024-01..2024-09; as one figure
            unless --every says otherwise.
        vintage: Only this vintage; otherwise each step comes from the newest that covers it.
        csv: Answer with CSV on standard output.
        arrow: Also write it to this file, as an Arrow IPC stream; it must not exist yet.
    """
    from northline.app.outcomes import Outcomes, asked
    from northline.app.outcomes_files import trend_csv
    from northline.app.outcomes_trends import trend_document

    own = {"measure": measure, "where": where, "by": by, "every": every, "period": period}
    given = [f"--{name}" for name, value in own.items() if value]
    if series is None and given:
        raise UsageError(f"{given[0]} needs --series, the table that is meant")
    if series is not None and (trend is not None or measure is None):
        raise UsageError("a measure of your own needs --series and --measure, and no trend beside")
    if csv and options.json:
        raise UsageError("--csv and --json are two answers; ask for one")
    with opened(options) as node:
        outcomes = Outcomes(node)
        if series is None and trend is None:
            return _list(outcomes, node, options)
        if series is not None:
            line = asked(
                outcomes.published(),
                series=series,
                measure=str(measure),
                where=_columns(where or []),
                by=by,
                every=every,
                period=period,
                vintage=vintage,
            )
        else:
            line = outcomes.trend(str(trend), vintage)
        if arrow is not None:
            _write_arrow(line, arrow, exercise=node.exercise)
        if not line.points:
            note("northline: no table in this ledger gives this; northline measures lists them")
        if csv:
            sys.stdout.write(trend_csv(line, exercise=node.exercise))
            return 0
        return answer(options, trend_document(line), _steps(line), exercise=node.exercise)


def commitments(
    name: str | None = None,
    /,
    *,
    delivery: str | None = None,
    evidence: str | None = None,
    done: float | None = None,
    spent: float | None = None,
    due: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List what was publicly undertaken and what is known of it, or state something about one.

    A statement is recorded under your agency, with evidence, and takes the place of the last.

    Args:
        name: One commitment; all of them where none is named.
        delivery: What is known of it: delivered, under-way, not-delivered or unknown.
        evidence: What shows that, and where it is published.
        done: How many of them there are.
        spent: Money spent on it so far.
        due: The day it is due, as YYYY-MM-DD.
    """
    from northline.app.commitments import Said, commitment_document, state
    from northline.app.commitments import commitments as listed
    from northline.app.outcomes_amounts import amount

    said = Said(delivery=delivery, evidence=evidence, done=done, spent=spent, due=due)
    with opened(options) as node:
        if said != Said():
            if name is None:
                raise UsageError("name the commitment that you state something about")
            state(node, name, said)
        found = [commitment_document(each) for each in listed(node, name and [name])]
        shown = [
            {
                **each,
                "target": _amount(amount, each["target"], each["unit"]),
                "done": _amount(amount, each["done"], each["unit"]),
                "amount": _amount(amount, each["amount"], f"{{{each['currency']}}}"),
                "spent": _amount(amount, each["spent"], f"{{{each['currency']}}}"),
            }
            for each in found
        ]
        columns = ("commitment", "title", "owner", "due", "target", "done", "amount", "spent")
        lines = facts(shown[0]) if name else table(shown, (*columns, "delivery"))
        return answer(options, {"commitments": found}, lines, exercise=node.exercise)


def _say_where_empty(outcomes: Outcomes) -> None:
    """Without a table nothing can be computed: say which commands read them."""
    from northline.app.outcomes_told import table_documents

    published = outcomes.published()
    if not published.empty:
        return
    note("northline: no published table is in this ledger; these commands read them:")
    for command in dict.fromkeys(each["command"] for each in table_documents(published)):
        note(f"  {command}")


def _whole(claim: dict[str, Any]) -> Iterator[str]:
    names = (
        "claim", "title", "speaker", "date", "document", "words", "definition", "published", "ours",
        "made_of", "verdict", "qualifier", "tolerance", "filter", "source", "vintage", "rows",
    )  # fmt: skip
    yield from facts({name: claim[name] if claim[name] != "" else None for name in names})
    for heading, name, columns in (
        ("other scopes", "others", ("scope", "ours", "vintage", "filter")),
        ("by vintage", "history", ("vintage", "ours", "verdict")),
        ("what would settle it", "missing", ("what", "holder")),
    ):
        if claim[name]:
            yield ""
            yield f"{heading}:"
            yield from table(claim[name], columns)
    for command in claim["recompute"]:
        yield ""
        yield f"compute it again: {command}"


def _list(outcomes: Outcomes, node: Node, options: Options) -> int:
    from northline.app.outcomes_trends import trend_summary

    found = [{**trend_summary(each), "points": len(each.points)} for each in outcomes.lines()]
    columns = ("trend", "title", "series", "by", "every", "vintages", "points")
    _say_where_empty(outcomes)
    return answer(options, {"trends": found}, table(found, columns), exercise=node.exercise)


def _steps(line: Line) -> Iterator[str]:
    from northline.app.outcomes_trends import period_words, source_words, value_words

    yield f"{line.trend.unit or 'several units'}  {source_words(line)}".rstrip()
    rows = (
        {
            "period": period_words(line, each),
            line.trend.by or "of": each.group or line.trend.whole.en,
            "value": value_words(line, each, "en"),
            "vintage": each.vintage,
            "provisional": each.provisional,
        }
        for each in line.points
    )
    yield from table(rows, ("period", line.trend.by or "of", "value", "vintage", "provisional"))


def _columns(where: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in where:
        name, equals, value = each.partition("=")
        if not equals:
            raise UsageError(f"--where {each!r} is no COLUMN=VALUE")
        found.setdefault(name.strip(), []).append(value)
    return found


def _write_arrow(line: Line, path: Path, *, exercise: bool) -> None:
    import pyarrow as pa

    from northline.app.outcomes_files import trend_table

    found = trend_table(line, exercise=exercise)
    try:
        with path.open("xb") as file, pa.ipc.new_stream(file, found.schema) as writer:
            writer.write_table(found)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _amount(amount: Any, value: float | None, unit: str | None) -> str | None:
    return None if value is None else amount(value, unit or "", "en", as_printed=True)
