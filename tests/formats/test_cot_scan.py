"""The compiled reading of Cursor on Target equals that of XML, whatever the bytes."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from northline.formats import cot_decoder
from northline.formats.cot_decoder import CotDecoder
from northline.formats.cot_scan import scan_plain
from tests.formats.cot_sample import BOAT, CHAT, DECLARED, FRIEND, HIDDEN, SAMPLE, event
from tests.formats.reading import Read, read_cut, read_resumed, read_whole
from tests.formats.samples import CONTEXT, RECEIVED
from tests.formats.test_contract import cuts, mutations

EVENTS = b"".join([FRIEND, BOAT, DECLARED + FRIEND, CHAT, BOAT, HIDDEN, FRIEND, BOAT, BOAT])
ODD = (
    event("\u00e9t\u00e9 \U0001f6a4", detail='<contact callsign="\u00c9quipe"/>'),
    event(detail="<contact callsign='a&gt;b'/><remarks> a \r\n b </remarks>"),
    event(detail="<remarks> &lt; </remarks><contact callsign=''/>"),
    event(detail="<a><remarks>in</remarks><contact callsign='no'/></a><contact callsign='yes'/>"),
    event(detail="<contact callsign='1'/><contact callsign='2'/>"),
    event(detail="</detail><detail><contact callsign='second'/>"),
    event(detail="<remarks>a<b/>c</remarks>"),
    event(detail="<contact callsign='1' callsign='2'/>"),
    event(detail="<contact callsign = '1'/>"),
    event(detail="<contact callsign='a\tb'/>"),
    event(detail="<a xmlns='u'><b/></a>"),
    event(detail="<event uid='inner'/>"),
    event(detail="]]>"),
    event(detail="a\x01b"),
    event(detail="\ufffe"),
    event(detail="<a></b>"),
    event(detail="<a b=1/>"),
    event(detail="<a b='<'/>"),
    event(detail="&#65;&#x42;"),
    event(detail="&#0;"),
    event(detail="&amp"),
    event(time="2026-02-29T00:00:00Z"),
    event(time="2024-02-29T23:59:59.1234567Z"),
    event(time="1970-01-01T00:00:00Z"),
    event(time="2026-07-01T14:00:00+02:00"),
    event(time="2026-07-01T14:00:60Z"),
    event(time="0000-07-01T14:00:00Z"),
    event(time="2026-07-01T14:00:00.Z"),
    event(point='lat="0.0" lon="-0" hae="0" ce="9999999.0"'),
    event(point='lat="0.0" lon="-0" hae="0" ce="5"'),
    event(point='lat="90.000000000000001" lon="180" ce="0"'),
    event(point='lat="38.856650047254725" lon="-77.06364199776728" hae="-12" ce="1e3"'),
    event(point='lat="." lon="5."'),
    event(point='lat="4.25" lon="+5"'),
    event(point='lat="4.25" lon=" 5 "'),
    event(point='lat="4.25"'),
    event(detail="<track speed='-1' course='360'/><status battery='101'/>"),
    event(detail="<track speed='1.5' course='359.9'/><status battery='0'/>"),
    event("", "a-f"),
    event("u", "a-f-"),
    event("u", "a-"),
    event("u", "a-f").replace(b"</event>", b"</event >"),
    event(more=" uid='twice'"),
    event(more=" qos='1-r-c' access='Undefined'"),
)


def scanned(data: bytes, places: list[int], patched: pytest.MonkeyPatch) -> Read:
    with patched.context() as changed:
        changed.setattr(cot_decoder, "FEW_BYTES", 0)
        return read_cut("cot", data, places)


def as_xml(data: bytes, patched: pytest.MonkeyPatch) -> Read:
    with patched.context() as changed:
        changed.setattr(cot_decoder, "FEW_BYTES", len(data) + 1)
        return read_whole("cot", data)


def test_the_compiled_reading_takes_what_is_plain() -> None:
    found = scan_plain(FRIEND + DECLARED + BOAT + HIDDEN + FRIEND, 0, DECLARED)
    assert found is not None
    assert len(found) == 2
    assert found.raws() == [FRIEND, DECLARED + BOAT]
    assert found.xml().to_pylist() == [FRIEND.decode(), BOAT.decode()]
    assert scan_plain(HIDDEN + FRIEND, 0, b"") is None


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_events_are_read_alike(odd: bytes) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for data in (odd, odd + FRIEND, FRIEND + odd + BOAT):
            assert scanned(data, [], patched) == as_xml(data, patched)


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_damaged_events_are_read_alike(data: st.DataObject) -> None:
    damaged = data.draw(mutations(EVENTS))
    with pytest.MonkeyPatch.context() as patched:
        assert scanned(damaged, [], patched) == as_xml(damaged, patched)


@given(pieces=st.lists(st.sampled_from([*ODD, FRIEND, CHAT, b"<", b'"', b"'", b"\n"]), max_size=8))
@example(pieces=list(ODD))
@settings(deadline=None)
def test_events_of_all_sorts_are_read_alike(pieces: list[bytes]) -> None:
    joined = b"".join(pieces)
    with pytest.MonkeyPatch.context() as patched:
        assert scanned(joined, [], patched) == as_xml(joined, patched)


@settings(deadline=None)
@given(data=st.data())
def test_chunks_may_be_cut_anywhere_for_the_compiled_reading_too(data: st.DataObject) -> None:
    sample = data.draw(mutations(SAMPLE + EVENTS))
    with pytest.MonkeyPatch.context() as patched:
        whole = as_xml(sample, patched)
        assert scanned(sample, data.draw(cuts(sample)), patched) == whole


@settings(deadline=None)
@given(data=st.data())
def test_the_compiled_reading_resumes_where_it_was_left(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        whole = as_xml(EVENTS, patched)
        patched.setattr(cot_decoder, "FEW_BYTES", 0)
        assert read_resumed("cot", EVENTS, data.draw(cuts(EVENTS))) == whole


def test_columns_stand_in_the_order_of_the_stream() -> None:
    mixed = b"".join([FRIEND, HIDDEN, BOAT, BOAT, CHAT, FRIEND])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cot_decoder, "FEW_BYTES", 0)
        decoder = CotDecoder(CONTEXT)
        uids = []
        for start, stop in pairwise([0, len(FRIEND), len(mixed)]):
            batches = decoder.decode(mixed[start:stop], RECEIVED).batches
            uids += batches["message"]["uid"].to_pylist()
    assert uids == [
        "ANDROID-5f3a",
        "hidden",
        "boat-1",
        "boat-1",
        "GeoChat.ANDROID-5f3a.All",
        "ANDROID-5f3a",
    ]
