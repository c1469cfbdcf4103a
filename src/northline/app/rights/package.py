"""The package that a person is given: their records, who received them, and what was withheld.

::

    index.html           to be read: what is in it, what was withheld and on which ground, where to
                         complain; in the language of the request
    records.jsonl        one record in each line, with its kind
    disclosures.jsonl    one disclosure in each line: when, to whom, for what
    summary.json         counts, grounds, provisions

Of what was withheld there is a count for each ground and nothing else.  Making a package is a look
on the chain at each record in it, with the request's redress number.
"""

import json
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from northline.app.exporting import EXERCISE
from northline.app.rights.access import role_of_officer
from northline.app.rights.disclosures import Disclosures, disclosure_document, disclosures
from northline.app.rights.giving import Choice, Sorted, sort_out
from northline.app.rights.locating import Located, locate
from northline.app.rights.package_page import page_of
from northline.app.rights.queue import one
from northline.decisions.rights_grounds import ground_of
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.rights_request import RightsRequest
from northline.records.schema import plain_rows
from northline.records.time import format_instant

if TYPE_CHECKING:
    from northline.app.opened import Opened

NOTHING = Choice()


def package(
    node: "Opened", key: str | bytes, to: Path | str | BinaryIO, choice: Choice = NOTHING
) -> dict[str, Any]:
    """Write the package of a request; what it holds, counted.

    Args:
        node: the node.
        key: redress number or id of the request.
        to: a folder that is not there yet, or a file with the ending ``.zip``, or a binary stream
            that gets the zip.
        choice: what the officer states.

    Raises:
        RoleNeeded: when this person answers no requests.
        UsageError: when the identity of who asks is not verified, the place is taken, or what is
            stated is about a record that was not found.
    """
    role_of_officer(node)
    if not one(node, key).identified:
        raise UsageError(
            "nothing is put together for somebody whose identity is not verified; write the step "
            "identity-verified first"
        )
    if isinstance(to, str | Path) and Path(to).exists():
        raise UsageError(f"{to} exists; name another place, or remove it first")
    located = locate(node, key)
    chosen = sort_out(node, located, choice)
    number = located.request.number
    told = disclosures(
        node,
        number,
        [(kind, table.column("id").to_pylist()) for kind, table in chosen.given.items()],
    )
    summary = _summary(node, located, chosen, told)
    _write(to, _files(node, chosen, told, summary))
    return summary


def _summary(node: "Opened", located: Located, chosen: Sorted, told: Disclosures) -> dict[str, Any]:
    request = located.request
    given = {kind: table.num_rows for kind, table in chosen.given.items()}
    return {
        "number": request.number,
        "right": request.right.value,
        "regime": request.regime.value,
        "language": request.language,
        "made": format_instant(system_clock()),
        "agency": request.agency,
        "exercise": node.exercise,
        "searched": list(located.searched),
        "given": given,
        "records": sum(given.values()),
        "withheld": [
            {"ground": code, "count": count, "provision": _provision(request, code)}
            for code, count in chosen.withheld.items()
        ],
        "disclosures": len(told.made),
        "disclosures_unsearched": told.unsearched,
    }


def _provision(request: RightsRequest, code: str) -> str | None:
    return ground_of(code).provision(request.regime) or None


def _files(
    node: "Opened", chosen: Sorted, told: Disclosures, summary: dict[str, Any]
) -> dict[str, bytes]:
    rows = [
        {"kind": kind, **row, **({EXERCISE: True} if node.exercise else {})}
        for kind, table in chosen.given.items()
        for row in plain_rows(table)
    ]
    received = [disclosure_document(each) for each in told.made]
    return {
        "index.html": page_of(summary, rows, received).encode(),
        "records.jsonl": _lines(rows),
        "disclosures.jsonl": _lines(received),
        "summary.json": json.dumps(summary, ensure_ascii=False, indent=2).encode() + b"\n",
    }


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def _write(to: Path | str | BinaryIO, files: Mapping[str, bytes]) -> None:
    if not isinstance(to, str | Path):
        _zip(to, files)
        return
    path = Path(to)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        if path.suffix == ".zip":
            with draft.open("xb") as file:
                _zip(file, files)
        else:
            draft.mkdir(mode=0o700)
            for name, content in files.items():
                (draft / name).write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        if draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        else:
            draft.unlink(missing_ok=True)


def _zip(to: BinaryIO, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
