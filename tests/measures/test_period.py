"""Periods: which months are meant, and whose year."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.measures.period import month_start, period
from northline.records.errors import SettingsError
from northline.records.time import format_instant


@pytest.mark.parametrize(
    ("words", "since", "until", "days"),
    [
        ("us-fy 2024", "2023-10-01", "2024-10-01", 366),
        ("ca-fy 2024", "2024-04-01", "2025-04-01", 365),
        ("2024", "2024-01-01", "2025-01-01", 366),
        ("2024-12", "2024-12-01", "2025-01-01", 31),
        ("2024-01..2024-10", "2024-01-01", "2024-11-01", 305),
        ("2023-11..2024-02", "2023-11-01", "2024-03-01", 121),
    ],
)
def test_a_period_begins_and_ends_where_its_words_say(
    words: str, since: str, until: str, days: int
) -> None:
    found = period(words)
    assert format_instant(found.since)[:10] == since
    assert format_instant(found.until)[:10] == until
    assert found.days == days


@pytest.mark.parametrize(
    "words",
    [
        "",
        "24",
        "2024-13",
        "2024-00",
        "fy 2024",
        "us-fy 24",
        "2024-05..2024-04",
        "2024-06-01",
        "\uff12\uff10\uff12\uff14",
    ],
)
def test_words_that_name_no_period_are_refused(words: str) -> None:
    with pytest.raises(SettingsError, match="is no period"):
        period(words)


@given(st.integers(1990, 2090), st.integers(1, 24))
def test_a_month_begins_at_its_first_midnight_in_utc(year: int, month: int) -> None:
    moment = datetime.datetime.fromtimestamp(month_start(year, month) / 1e6, datetime.UTC)
    assert (moment.year, moment.month) == (year + (month - 1) // 12, (month - 1) % 12 + 1)
    assert (moment.day, moment.hour, moment.minute, moment.microsecond) == (1, 0, 0, 0)
