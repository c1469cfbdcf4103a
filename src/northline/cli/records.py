"""Records as they stand in the ledger, by kind, time, place and id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from northline.cli.answer import answer, answer_rows, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import table
from northline.records.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa


SHOWN = 50
"""Rows that people are shown unless they ask for more or fewer."""

_COLUMNS = {
    "position": "at identity craft lon lat speed_knots course name station id",
    "particulars": "at identity name callsign imo ship_type length draught destination id",
    "track": "at identity craft lon lat speed_knots course points track",
    "crossing": "at identity craft direction segment km lon lat port port_distance id",
    "finding": "at finding subject score km lon lat revision id",
    "decision": "at verb about by agency reason id",
    "rejected": "at source format offset length reason id",
}
"""Columns for people, where there is room for so many; scripts get all of them."""


def records(
    kind: str | None = None,
    /,
    *,
    since: str | None = None,
    until: str | None = None,
    cell: list[str] | None = None,
    id: list[str] | None = None,
    as_of: int | None = None,
    count: Flag = False,
    limit: int | None = None,
    options: Options = PLAIN,
) -> int:
    """List records of a kind, or the kinds there are when none is named.

    Args:
        kind: Kind of record, such as position, crossing or finding.
        since: From this instant on, such as 2026-07-01T14:00:00Z.
        until: Before this instant.
        cell: H3 cell of resolution 9 or coarser; may be given again for more.
        id: Id of a record; may be given again for more.
        as_of: As the ledger stood at this entry of its chain, with the rights of today.
        count: Only tell how many there are.
        limit: At most so many, the newest; people are shown 50 unless they say otherwise.
    """
    if kind is None:
        return _kinds(options)
    if limit is not None and limit < 1:
        raise UsageError(f"--limit is {limit}; it must be 1 or more")
    asked: dict[str, Any] = {
        "since": since,
        "until": until,
        "cells": cell,
        "ids": id,
        "as_of": as_of,
    }
    with opened(options) as node:
        if count:
            found = node.count(kind, **asked)
            return answer(
                options, {"kind": kind, "count": found}, [str(found)], exercise=node.exercise
            )
        most = limit if limit is not None or options.json else SHOWN
        batches = node.batches(kind, **asked, limit=most)
        lines = table(_few(_rows(batches), limit, most), _columns(kind))
        return answer_rows(
            options, {"kind": kind}, "records", _rows(batches), lines, exercise=node.exercise
        )


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, Any]]:
    from northline.records.schema import plain_rows

    for batch in batches:
        yield from plain_rows(batch)


def _few(
    rows: Iterable[dict[str, Any]], limit: int | None, most: int | None
) -> Iterator[dict[str, Any]]:
    """The rows; then, if some may have been left out without being asked for, a note."""
    shown = 0
    for row in rows:
        shown += 1
        yield row
    if limit is None and shown == most:
        note(
            f"the newest {shown} are shown; --limit N shows more, --count tells how many there are"
        )


def _columns(kind: str) -> list[str]:
    if kind in _COLUMNS:
        return _COLUMNS[kind].split()
    from northline.records.kinds import kind as kind_named

    return [
        field.name for field in kind_named(kind).fields if field.name not in {"marking", "cell"}
    ]


def _kinds(options: Options) -> int:
    from northline.app.catalogue import described_kind, kind_list

    found = [described_kind(kind) for kind in kind_list()]
    columns = ("kind", "personal", "keep", "text")
    rows = [{**each, "keep": _days(each["keep"])} for each in found]
    return answer(options, {"kinds": found}, table(rows, columns))


def _days(keep: dict[str, Any]) -> str:
    end = keep["maximum_days"]
    return f"{keep['minimum_days']} days to " + ("no end" if end is None else f"{end} days")
