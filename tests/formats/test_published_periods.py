"""Periods as tables word them, as instants."""

import pytest

from northline.formats.published_periods import (
    Span,
    calendar_month,
    calendar_year,
    fiscal_month,
    fiscal_year_of,
    last_month,
    month_of_year,
    named_month,
    year_or_quarter,
)
from northline.records.errors import RejectedUnit
from northline.records.time import format_instant


def days(span: Span | None) -> tuple[str, str]:
    assert span is not None
    return format_instant(span.since)[:10], format_instant(span.until)[:10]


@pytest.mark.parametrize(
    ("year", "month", "since", "until"),
    [
        ("2024", "OCT", "2023-10-01", "2023-11-01"),
        ("2024", "DEC", "2023-12-01", "2024-01-01"),
        ("2024", "JAN", "2024-01-01", "2024-02-01"),
        ("2024", "SEP", "2024-09-01", "2024-10-01"),
        ("FY 2024", "feb", "2024-02-01", "2024-03-01"),
        ("2026 (FYTD)", "NOV", "2025-11-01", "2025-12-01"),
    ],
)
def test_a_fiscal_year_begins_in_the_october_before(
    year: str, month: str, since: str, until: str
) -> None:
    span = fiscal_month("FY", year, "Month", month)
    assert days(span) == (since, until)
    assert span.words == f"{year} {month}"
    assert span.provisional is ("FYTD" in year)


def test_the_fiscal_year_of_a_month_is_the_one_it_ends_in() -> None:
    assert fiscal_year_of(calendar_month("m", "2023-09")) == 2023
    assert fiscal_year_of(calendar_month("m", "2023-10")) == 2024


def test_years_quarters_and_months_are_whole() -> None:
    assert days(calendar_year("y", "2024")) == ("2024-01-01", "2025-01-01")
    assert days(year_or_quarter("2024Q4")) == ("2024-10-01", "2025-01-01")
    assert days(year_or_quarter("2019")) == ("2019-01-01", "2020-01-01")
    assert days(named_month("Date", "Dec 1996")) == ("1996-12-01", "1997-01-01")
    assert days(calendar_month("m", "2022-10-01")) == ("2022-10-01", "2022-11-01")
    assert days(month_of_year("year", "2018", "Jun")) == ("2018-06-01", "2018-07-01")
    assert year_or_quarter("region") is None
    assert last_month(calendar_year("y", "2024").until) == "2024-12"


@pytest.mark.parametrize(
    "value", ["", "24", "20x4", "2024 (FY)", "\u0662\u0660\u0662\u0664", "FYTD"]
)
def test_what_is_no_fiscal_year_is_refused_with_column_and_value(value: str) -> None:
    with pytest.raises(RejectedUnit, match=r"^FY is .* it must be a fiscal year") as error:
        fiscal_month("FY", value, "Month", "OCT")
    assert ascii(value) in str(error.value)


@pytest.mark.parametrize("value", ["2024-13", "2024-00", "2024-1", "Jan 2024", "2024-02-02"])
def test_what_is_no_month_is_refused(value: str) -> None:
    with pytest.raises(RejectedUnit, match="a month as YYYY-MM"):
        calendar_month("month", value)


@pytest.mark.parametrize("value", ["2024 Jan", "Janvier 2024", "Jan 24", "Jan  2024", ""])
def test_what_is_no_named_month_is_refused(value: str) -> None:
    with pytest.raises(RejectedUnit, match="such as Jan 2024"):
        named_month("Date", value)
