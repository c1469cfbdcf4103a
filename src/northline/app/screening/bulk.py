"""Screening a whole file: every row is on record before the first is asked, and none is ever dropped.

A row that cannot be read is ``screening-failed`` with the reason, a row that nobody came to yet is
``not-screened``; both are in the denominator, and both can be run again.

::

    id,schema,name,alias,birthDate,passportNumber          a CSV file with a head; several values: a;b
    {"id": "F-1", "schema": "Person", "properties": {"name": ["..."]}}          or JSON lines
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.permitting import require
from northline.app.screening.asking import (
    OPERATION,
    Answer,
    answer,
    ask,
    check_sight,
    keep,
    known_dataset,
)
from northline.app.screening.held import DEFAULT, held
from northline.app.screening.params import ScreeningParams
from northline.app.screening.queries import Question, check_properties, question
from northline.app.screening.recorded import again, all_screenings, newest, newest_rows
from northline.ledger.reading import system_clock
from northline.measures.screened import NOT_SCREENED
from northline.records.errors import NorthlineError, UsageError
from northline.records.screening import Screening, ScreeningState

if TYPE_CHECKING:
    from northline.app.opened import Opened

WAITS = "it waits for its turn"

UNREADABLE = "the row could not be read; correct it, and screen it with a file of its own"

MOST_ROWS = 100_000

_SEVERAL = ";"


def screen_file(
    node: "Opened",
    data: bytes,
    *,
    dataset: str = DEFAULT,
    params: ScreeningParams | None = None,
) -> tuple[str, list[Answer]]:
    """Screen every row of a file.

    Args:
        node: an open node.
        data: the file: CSV with a head, or JSON lines.
        dataset: one list, or ``default`` for all that one may see.
        params: with what is screened.

    Returns:
        The name of the batch, and an answer for each row.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: for a file that cannot be read as either, a column that is refused, or a list
            that there is not.
    """
    require(node.viewer, OPERATION)
    params = params or ScreeningParams()
    questions = list(rows(data))
    drawn = hashlib.blake2b(data, digest_size=4, key=system_clock().to_bytes(8, "big")).hexdigest()
    batch = f"batch-{drawn}"
    lists = held(node, dataset)
    known_dataset(lists, dataset)
    check_sight(node, lists)
    waiting = [msgspec.structs.replace(each, wrong=each.wrong or WAITS) for each in questions]
    first = [
        _waits(answer(node, each, lists, dataset=dataset, params=params, batch=batch))
        for each in waiting
    ]
    keep(node, first, lists, params)
    return batch, ask(node, questions, dataset=dataset, params=params, batch=batch)


def run_again(
    node: "Opened", batch: str | None = None, *, params: ScreeningParams | None = None
) -> list[Answer]:
    """Ask again whatever failed or was not screened; what cannot be read stays failed.

    Args:
        node: an open node.
        batch: only of this one.
        params: with what is screened.

    Raises:
        RoleNeeded: when this person may not.
    """
    require(node.viewer, OPERATION)
    every = [e for e in all_screenings(node) if e.source == node.operator.agency]
    last = (
        newest(every)
        if batch is None
        else newest_rows(each for each in every if each.batch == batch)
    )
    left = [each for each in last if each.state in NOT_SCREENED]
    made: list[Answer] = []
    for name, dataset in dict.fromkeys((each.batch, each.dataset) for each in left):
        questions = [
            again(each) if each.names else _read_again(each)
            for each in left
            if (each.batch, each.dataset) == (name, dataset)
        ]
        made += ask(node, questions, dataset=dataset, params=params, batch=name)
    return made


def rows(data: bytes) -> Iterator[Question]:
    """The questions of a file, what cannot be read among them.

    Raises:
        UsageError: when it is no text, empty, too long, or its head is wrong or refused.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"the file is no UTF-8 text: {error}") from error
    if not text.strip():
        raise UsageError("the file is empty")
    lines = _json_lines(text) if text.lstrip().startswith("{") else _csv_rows(text)
    for number, (given, read) in enumerate(lines, start=1):
        if number > MOST_ROWS:
            raise UsageError(f"the file has more than {MOST_ROWS} rows; screen it in parts")
        yield _question(number, given, read)


def _json_lines(text: str) -> Iterator[tuple[str, Any]]:
    for line in text.splitlines():
        if line.strip():
            try:
                yield line, msgspec.json.decode(line)
            except msgspec.DecodeError as error:
                yield line, f"the line is no JSON: {error}"


def _csv_rows(text: str) -> Iterator[tuple[str, Any]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    head = [each.strip() for each in next(reader)]
    check_properties(head)
    if "name" not in head and "lastName" not in head:
        raise UsageError(
            "the head of the file names no column name; write it like id,schema,name,birthDate"
        )
    for cells in reader:
        if not any(each.strip() for each in cells):
            continue
        if len(cells) != len(head):
            yield ",".join(cells), f"the row has {len(cells)} cells and the head {len(head)}"
            continue
        values = dict(zip(head, cells, strict=True))
        given = _encode(values)
        yield (
            given,
            {
                "id": values.pop("id", ""),
                "schema": values.pop("schema", "") or "Person",
                "properties": {
                    name: [each.strip() for each in text.split(_SEVERAL)]
                    for name, text in values.items()
                    if text.strip()
                },
            },
        )


def _question(number: int, given: str, read: Any) -> Question:
    """The question of a row; what is wrong with it is said in it."""
    named = str(read.get("id") or "").strip() if isinstance(read, Mapping) else ""
    bare = Question(query_id=named or f"row-{number}", lasting=bool(named), row=number, given=given)
    if isinstance(read, str):
        return msgspec.structs.replace(bare, wrong=read)
    if not isinstance(read, Mapping) or not isinstance(read.get("properties"), Mapping):
        wrong = "the row is no object with properties"
        return msgspec.structs.replace(bare, wrong=wrong)
    try:
        made = question(
            bare.query_id,
            str(read.get("schema") or "Person"),
            read["properties"],
            lasting=bare.lasting,
        )
    except NorthlineError as error:
        return msgspec.structs.replace(bare, wrong=str(error))
    return msgspec.structs.replace(made, row=number)


def _read_again(each: Screening) -> Question:
    """The question of a row that could not be asked; what is wrong with it may be right by now."""
    given = each.given or ""
    try:
        read = msgspec.json.decode(given)
    except msgspec.DecodeError:
        return msgspec.structs.replace(again(each), wrong=UNREADABLE)
    if isinstance(read, Mapping) and "properties" not in read:
        properties = {
            name: str(text).split(_SEVERAL)
            for name, text in read.items()
            if name not in {"id", "schema"}
        }
        read = {**read, "properties": properties}
    return _question(each.row or 0, given, read)


def _waits(each: Answer) -> Answer:
    """An answer of before the first comparison: not screened, whatever is wrong with the row."""
    said = msgspec.structs.replace(each.screening, state=ScreeningState.NOT_SCREENED, reason=WAITS)
    return msgspec.structs.replace(each, screening=said)


def _encode(value: Mapping[str, str]) -> str:
    return msgspec.json.encode(value).decode()
