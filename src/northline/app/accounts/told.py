"""Accounts, sessions, tokens and keys as JSON-ready documents."""

from collections.abc import Sequence
from typing import Any

import msgspec

from northline.app.accounts.account import Account, SessionView, TokenView
from northline.app.accounts.keys import KeyView
from northline.records.time import format_instant

_INSTANTS = frozenset(
    {"created", "seen", "until", "used", "ended", "since", "disabled", "password_at"}
)
_OURS = frozenset({"rights"})


def document_of(value: Account | SessionView | TokenView | KeyView) -> dict[str, Any]:
    """One of them as plain data, instants in RFC 3339."""
    return {
        name: format_instant(each) if name in _INSTANTS and each is not None else each
        for name, each in msgspec.structs.asdict(value).items()
        if name not in _OURS
    }


def account_document(account: Account, keys: Sequence[KeyView]) -> dict[str, Any]:
    """An account with its keys, the newest first."""
    return {**document_of(account), "keys": [document_of(each) for each in keys]}
