"""Redress numbers: the same for the same id, and no slip of the tongue passes for another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.records.errors import UsageError
from northline.records.redress_number import SYMBOLS, parse_redress_number, redress_number

IDS = st.binary(min_size=16, max_size=16)


@given(IDS)
def test_a_number_is_short_and_leaves_out_what_is_misheard(id: bytes) -> None:
    number = redress_number(id)
    assert re.fullmatch(r"NL-[1-9A-HJKMNP-TV-Z]{4}-[1-9A-HJKMNP-TV-Z]{4}", number)
    assert number == redress_number(id)
    assert parse_redress_number(number) == number


@given(IDS, st.integers(3, 11).filter(lambda place: place != 7), st.sampled_from(SYMBOLS))
def test_one_wrong_symbol_is_found(id: bytes, place: int, symbol: str) -> None:
    number = redress_number(id)
    wrong = number[:place] + symbol + number[place + 1 :]
    if wrong == number:
        assert parse_redress_number(wrong) == number
        return
    with pytest.raises(UsageError, match="symbol"):
        parse_redress_number(wrong)


@given(IDS, st.data())
def test_two_symbols_that_changed_places_are_found(id: bytes, data: st.DataObject) -> None:
    symbols = list(redress_number(id).removeprefix("NL-").replace("-", ""))
    one, other = data.draw(st.permutations(range(8)))[:2]
    if symbols[one] == symbols[other]:
        return
    symbols[one], symbols[other] = symbols[other], symbols[one]
    with pytest.raises(UsageError, match="symbol"):
        parse_redress_number("".join(symbols))


@given(IDS)
def test_it_is_understood_as_people_write_it(id: bytes) -> None:
    number = redress_number(id)
    for typed in (number.lower(), number.replace("-", " "), number.removeprefix("NL-")):
        assert parse_redress_number(typed) == number
    assert parse_redress_number(number.replace("1", "I").replace("V", "U")) == number


@pytest.mark.parametrize("text", ["", "NL", "NL-7K3Q", "NL-7K3Q-92XD-1", "NL-0000-0000", "Roy"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_redress_number(text)


def test_ten_thousand_numbers_hardly_ever_meet() -> None:
    numbers = {redress_number(n.to_bytes(16, "big")) for n in range(10_000)}
    assert len(numbers) >= 9_999
