"""The audit in a terminal: search, one entry, who saw a record, export and its check."""

from pathlib import Path
from typing import Literal

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError

COLUMNS = ("seq", "at", "who", "agency", "purpose", "what", "kind", "count", "rule", "said")


def audit(
    *,
    record: str = "",
    person: str = "",
    agency: str = "",
    purpose: str = "",
    kind: str = "",
    what: str = "",
    since: str | None = None,
    until: str | None = None,
    before: int | None = None,
    limit: int = 50,
    entry: int | None = None,
    export: Path | None = None,
    check: Path | None = None,
    key: list[str] | None = None,
    anchor_file: Path | None = None,
    language: Literal["en", "fr"] = "en",
    options: Options = PLAIN,
) -> int:
    """Who did what, why and on which rule; newest first.  Reading it is a look, too.

    Args:
        record: Who saw the record of this id.
        person: Part of the name of who did it.
        agency: Agency that looked or decided.
        purpose: Declared purpose of a look.
        kind: Record kind concerned.
        what: look, audit, decision, engine, append, mark, erase, hold, lift, compact, backup,
            restore, open or account.
        since: From this instant on.
        until: Before this instant.
        before: Only entries before this one: the next page.
        limit: At most so many.
        entry: Show this entry with what proves it.
        export: Write the entries of the period to this file, for a review body.
        check: Check an exported file; needs no ledger.
        key: With --check, a public key to trust, in hexadecimal; may be repeated.
        anchor_file: With --check, heads that were written down elsewhere.
        language: Language of what people read.
    """
    if check is not None:
        return _check(check, key or [], anchor_file, options)
    if key or anchor_file is not None:
        raise UsageError("--key and --anchor-file go with --check")
    if export is not None:
        return _export(export, since, until, options)
    if entry is not None:
        return _entry(entry, language, options)
    from northline.app.audit import Wish, audit, document
    from northline.app.audit_words import subject_document

    wish = Wish(
        record=record,
        person=person,
        agency=agency,
        purpose=purpose,
        kind=kind,
        what=what,
        since=since or "",
        until=until or "",
    )
    with opened(options) as node:
        page = audit(node, wish, before=before, limit=limit)
        told = document(page)
        rows = [{**each, "said": " | ".join(_said(each, language))} for each in told["entries"]]
        lines = [*table(rows, COLUMNS)]
        if record:
            subject = subject_document(page.subject) if page.subject else None
            lines = [
                *facts(subject or {"id": record, "kind": "not there, or not for you"}),
                "",
                *lines,
            ]
        if page.following is not None:
            lines += ["", f"there may be more: --before {page.following}"]
        return answer(options, told, lines, exercise=node.exercise)


def _said(told: dict[str, object], language: str) -> list[str]:
    """What an entry says, and how it had to do with the record that was asked about."""
    seen = told.get("seen")
    texts: list[str] = [seen["text"][language]] if isinstance(seen, dict) else []
    said = told["text"]
    return [*texts, *(said[language] if isinstance(said, dict) else [])]


def _entry(seq: int, language: str, options: Options) -> int:
    from northline.app.audit import entry
    from northline.app.audit_words import detail_document

    with opened(options) as node:
        detail = entry(node, seq)
        if detail is None:
            raise UsageError(f"there is no entry {seq}; the newest is {node.head()[0]}")
        told = detail_document(detail)
        named = (*COLUMNS[:-1], "hash", "previous", "digest", "signer", "whole", "signed", "body")
        lines = [*facts({name: told[name] for name in named}), "", *_said(told, language), ""]
        lines += table(told["around"], COLUMNS[:-1])
        return answer(options, told, lines, exercise=node.exercise)


def _export(to: Path, since: str | None, until: str | None, options: Options) -> int:
    from northline.app.audit_export import export
    from northline.app.documents import document

    with opened(options) as node:
        told = {"to": str(to), **document(export(node, to, since=since, until=until))}
        return answer(options, told, facts(told), exercise=node.exercise)


def _check(path: Path, keys: list[str], anchor_file: Path | None, options: Options) -> int:
    from northline.app.audit_anchors import read
    from northline.app.audit_check import check
    from northline.app.documents import document

    anchors = [] if anchor_file is None else [(each.seq, each.hash) for each in read(anchor_file)]
    checked = check(path, keys=[_key(each) for each in keys], anchors=anchors)
    told = document(checked)
    shown = {name: value for name, value in told.items() if name != "faults"}
    lines = [*facts(shown), *(f"  {each}" for each in checked.faults)]
    return answer(options, told, lines, exercise=checked.exercise, code=0 if checked.ok else 1)


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise UsageError(f"{text!r} is no public key: it has 64 hexadecimal digits")
    return key
