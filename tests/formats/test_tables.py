"""Rows of CSV tables: the short way and the long way cut alike."""

from hypothesis import given
from hypothesis import strategies as st

from northline.formats.arrivals_cuts import LONGEST, row_at
from northline.formats.tables import table_row_at

rows = st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r", b"\xc3\xa9", b"\xff"])).map(
    b"".join
)


@given(data=rows, end=st.booleans())
def test_a_row_is_cut_as_the_reader_of_quotes_cuts_it(data: bytes, end: bool) -> None:
    row, cut = table_row_at(data, 0, end=end), row_at(data, 0, end=end)
    if cut is None:
        assert row is None
        return
    assert row is not None
    assert (row.length, row.used) == (cut.length, cut.used)
    assert bool(row.wrong) == bool(cut.wrong or b"\xff" in b"".join(cut.fields))
    if not row.wrong:
        assert [field.encode() for field in row.fields] == list(cut.fields)


def test_a_row_may_be_as_long_as_the_window_and_no_longer() -> None:
    fits = b"a" * (LONGEST - 1) + b"\n"
    row = table_row_at(fits, 0, end=False)
    assert row is not None
    assert (row.length, row.used, row.wrong) == (LONGEST - 1, LONGEST, "")
    longer = table_row_at(b"a" + fits, 0, end=False)
    assert longer is not None
    assert "65,536 bytes" in longer.wrong


def test_quotes_hold_commas_line_breaks_and_quotes() -> None:
    row = table_row_at(b'1,"a, ""b""\r\nc",2\r\n3', 0, end=False)
    assert row is not None
    assert row.fields == ["1", 'a, "b"\r\nc', "2"]
    assert row.used == row.length + 2


def test_what_is_not_utf_8_is_said_with_and_without_quotes() -> None:
    for line in (b"caf\xe9,1\n", b'"caf\xe9",1\n'):
        row = table_row_at(line, 0, end=True)
        assert row is not None
        assert "UTF-8" in row.wrong
