"""Events about a connection: written as clients read them, and read as clients write them."""

import pytest
from lxml import etree

from northline.formats.cot_control import (
    COUNTED,
    OFFER,
    REQUEST,
    RESPONSE,
    requested_version,
    write_offer,
    write_pong,
    write_response,
)
from northline.formats.cot_reading import instant
from northline.records.units import Micros
from tests.formats.cot_sample import event
from tests.formats.reading import read_whole

AT = Micros(1_790_000_000_123_000)


def test_a_pong_answers_a_ping() -> None:
    (message,) = read_whole("cot", write_pong(AT)).of("message")
    assert (message["type"], message["uid"], message["lon"]) == ("t-x-c-t-r", "takPong", None)


def test_an_offer_names_the_version_and_holds_for_a_minute() -> None:
    (message,) = read_whole("cot", write_offer(AT)).of("message")
    assert (message["type"], message["at"]) == (OFFER, message["start"])
    assert (instant(message["stale"]) or 0) - (instant(message["at"]) or 0) == 60_000_000
    support = etree.fromstring(write_offer(AT)).find("detail/TakControl/TakProtocolSupport")
    assert support is not None
    assert support.get("version") == "1"


@pytest.mark.parametrize(("agreed", "status"), [(True, "true"), (False, "false")])
def test_a_response_agrees_or_does_not(agreed: bool, status: str) -> None:
    answer = etree.fromstring(write_response(AT, agreed=agreed))
    found = answer.find("detail/TakControl/TakResponse")
    assert found is not None
    assert (answer.get("type"), found.get("status")) == (RESPONSE, status)


@pytest.mark.parametrize(
    ("detail", "version"),
    [
        ('<TakControl><TakRequest version="1"/></TakControl>', 1),
        ('<TakControl><TakRequest version="12"/></TakControl>', 12),
        ('<TakControl><TakRequest version="-1"/></TakControl>', None),
        ('<TakControl><TakRequest version="\u0661"/></TakControl>', None),
        ("<TakControl><TakRequest/></TakControl>", None),
        ("<TakRequest version='1'/>", None),
        ("<TakControl", None),
    ],
)
def test_a_request_names_a_version_or_none(detail: str, version: int | None) -> None:
    assert requested_version(event("protouid", REQUEST, detail=detail)) == version


def test_no_type_that_is_counted_is_of_a_thing() -> None:
    assert all(type.startswith("t-x-") for type in COUNTED)
