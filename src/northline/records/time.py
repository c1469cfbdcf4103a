"""Instants as RFC 3339 text and back.  Everything is UTC; no clock is read here."""

import datetime

from northline.records.units import Micros

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def parse_instant(text: str) -> Micros:
    """Read RFC 3339 text, with ``Z`` or an offset; a bare date is its midnight in UTC.

    Raises:
        ValueError: when the text is no instant, or has a time of day but no offset.
    """
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        if len(text) > len("2026-01-01"):
            raise ValueError(f"{text!r} has no offset; add Z for UTC")
        moment = moment.replace(tzinfo=datetime.UTC)
    return from_datetime(moment)


def from_datetime(moment: datetime.datetime) -> Micros:
    """Microseconds since 1970-01-01T00:00:00Z of an aware moment, exactly.

    Raises:
        ValueError: when the moment has no offset.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset is no instant")
    return Micros((moment - _EPOCH) // _MICROSECOND)


def to_datetime(instant: Micros) -> datetime.datetime:
    """The instant as an aware `datetime.datetime` in UTC."""
    return _EPOCH + instant * _MICROSECOND


def format_instant(instant: Micros) -> str:
    """RFC 3339 in UTC with ``Z``, as short as exact: seconds, or with six decimals."""
    moment = to_datetime(instant)
    return moment.isoformat(timespec="auto").replace("+00:00", "Z")
