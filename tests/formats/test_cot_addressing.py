"""To whom events are addressed, and what they take back."""

import pytest

from northline.formats.cot_addressing import Destination, destinations, taken_back
from tests.formats.cot_sample import event


@pytest.mark.parametrize(
    ("detail", "to"),
    [
        ("<marti><dest callsign='A &amp; B'/></marti>", [("A & B", "")]),
        ("<marti><dest uid='u'/><dest callsign='c' uid='v'/></marti>", [("", "u"), ("c", "v")]),
        ("<marti><dest mission='m'/></marti>", [("", "")]),
        ("<marti><dest callsign='x'/><dest callsign='All Streaming'/></marti>", []),
        ("<marti/>", []),
        ("<a><marti><dest callsign='x'/></marti></a>", []),
        ("<![CDATA[<marti><dest callsign='x'/></marti>]]>", []),
        ("", []),
    ],
)
def test_an_address_is_read_where_it_stands(detail: str, to: list[tuple[str, str]]) -> None:
    assert list(destinations(event(detail=detail))) == to


@pytest.mark.parametrize(
    ("dest", "callsign", "uid", "is_it"),
    [
        (("ONE", ""), "ONE", "u", True),
        (("ONE", ""), "one", "u", False),
        (("", "u"), None, "u", True),
        (("TWO", "u"), "ONE", "u", True),
        (("", ""), "", "", False),
        (("", ""), None, None, False),
    ],
)
def test_a_client_is_named_by_callsign_or_uid(
    dest: tuple[str, str], callsign: str | None, uid: str | None, is_it: bool
) -> None:
    assert Destination(*dest).names(callsign, uid) is is_it


def test_what_is_taken_back_is_what_links_name() -> None:
    detail = "<link uid='a'/><link relation='p-p'/><link uid='b'/><__forcedelete/>"
    assert taken_back(event("x", "t-x-d-d", detail=detail)) == ("a", "b")
    assert taken_back(b"<event") == ()
    assert destinations(b"<event") == ()
