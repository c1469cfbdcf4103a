"""Reports of arrival: what a row may hold, what is said of a wrong one, and how ids are made."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.formats import arrivals_cuts
from northline.formats.arrivals_rows import COLUMNS, NEEDED
from northline.geo.ports import ports
from northline.records.arrival import Arrival
from northline.records.ids import Origin
from northline.records.schema import kind_of
from tests.formats.arrivals_sample import AT, BARE, FULL, HEADER, LINES, SAMPLE, row, said
from tests.formats.reading import Read, read_cut, read_resumed, read_whole
from tests.formats.samples import CONTEXT, DATAGRAMS

ARRAY = json.dumps([said("J-1"), said("J-2", persons=2)]).encode()


def csv(*rows: bytes, header: bytes = HEADER) -> Read:
    return read_whole("arrivals", b"\n".join([header, *rows, b""]))


def numbers(read: Read) -> list[str]:
    return [each["report"] for each in read.of("arrival")]


def test_a_row_becomes_an_arrival_with_all_that_it_says() -> None:
    (found,) = csv(FULL).of("arrival")
    assert {name: found[name] for name in COLUMNS} == {
        "report": "A-2",
        "authority": "cbsa",
        "channel": "telephone",
        "direction": "to-canada",
        "craft": "vessel",
        "outcome": "cleared",
        "at": "2026-07-01T14:00:00Z",
        "identity": "mmsi:316001245",
        "registration": "ON 123",
        "craft_name": 'Marie "M", caf\u00e9',
        "place": "Quai de Leamington",
        "port": "ambassador-bridge",
        "landed": "2026-07-01T13:40:00Z",
        "persons": 3,
        "lon": -82.6,
        "lat": 42.03,
        "revision": 1,
    }
    assert found["cell"] is not None


def test_every_column_is_a_field_of_the_record_and_none_is_missing() -> None:
    fields = {field.name: field for field in kind_of(Arrival).fields}
    shared = {"id", "source", "received", "marking", "sigma", "cell", "supersedes"}
    assert set(COLUMNS) == set(fields) - shared
    assert set(NEEDED) == {name for name in COLUMNS if not fields[name].optional}
    assert HEADER.decode().split(",") == list(COLUMNS)


def test_columns_stand_in_any_order_and_what_is_not_known_is_left_out() -> None:
    names = BARE.split(b",")
    values = [b"A-1", b"cbsa", b"app", b"to-canada", b"aircraft", b"inspect", AT]
    plain = csv(b",".join(values), header=BARE)
    turned = csv(b",".join(values[::-1]), header=b",".join(names[::-1]))
    assert plain.rows == turned.rows
    assert plain.of("arrival")[0]["persons"] is None
    assert dict(plain.other) == {"header": 1}


def test_each_port_of_entry_may_be_named() -> None:
    rows = [row(b"A-%d" % n, b",,,,%s,,,,," % each.id.encode()) for n, each in enumerate(ports())]
    assert not csv(*rows).refused


WRONG = [
    ("channel", "fax", "one of telephone, app, in-person, kiosk"),
    ("direction", "north", "one of to-canada, to-united-states"),
    ("craft", "boat", "one of vessel, aircraft, "),
    ("outcome", "ok", "one of cleared, inspect, refused, pending"),
    ("authority", "C B S A", "such as cbsa or cbp"),
    ("at", "2026-07-01T14:00:00", "an instant with its offset"),
    ("at", "2026-07-01", "an instant with its offset"),
    ("at", "yesterday", "an instant with its offset"),
    ("landed", "14:00", "an instant with its offset"),
    ("identity", "316001245", "scheme:number"),
    ("identity", "mmsi:31600124", "mmsi: and nine digits"),
    ("identity", "icao:C07A4B", "icao: and six digits"),
    ("port", "atlantis", "'northline ports' lists them"),
    ("persons", "-1", "a whole number of 0 to 100,000"),
    ("persons", "2.5", "a whole number of 0 to 100,000"),
    ("persons", "\u0663", "a whole number of 0 to 100,000"),
    ("lon", "-180.5", "degrees of -180 to 180"),
    ("lon", "nan", "degrees of -180 to 180"),
    ("lat", "42,3", "degrees of -90 to 90, with a decimal point"),
    ("revision", "first", "a whole number"),
    ("craft_name", "a\x07b", "printable"),
    ("place", "x" * 201, "at most 200 characters"),
]


@pytest.mark.parametrize(("column", "value", "allowed"), WRONG)
@pytest.mark.parametrize("written", ["csv", "json"])
def test_a_wrong_row_is_refused_with_column_value_and_what_is_allowed(
    column: str, value: str, allowed: str, written: str
) -> None:
    values: dict[str, Any] = said(lon=-82.6, lat=42.0)
    values[column] = value
    if written == "json":
        read = read_whole("arrivals", json.dumps(values).encode() + b"\n")
    else:
        cells = ",".join('"' + str(each).replace('"', '""') + '"' for each in values.values())
        read = csv(cells.encode(), header=",".join(values).encode())
    (refused,) = read.refused
    assert refused.reason.startswith(f"{column} is ")
    assert ascii(value)[1:30] in refused.reason
    assert allowed in refused.reason
    assert not read.rows


@pytest.mark.parametrize("column", NEEDED)
def test_what_every_report_has_may_not_be_empty(column: str) -> None:
    read = read_whole("arrivals", json.dumps({**said(), column: " "}).encode())
    assert [each.reason for each in read.refused] == [f"{column} is missing; every report has one"]


@pytest.mark.parametrize(("given", "lacks"), [("lon", "lat"), ("lat", "lon")])
def test_half_a_position_is_none(given: str, lacks: str) -> None:
    read = read_whole("arrivals", json.dumps({**said(), given: 42.0}).encode())
    assert f"{given} is given and {lacks} is not" in read.refused[0].reason


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (b"report;authority", "a column 'report;authority'; there are report, authority, "),
        (BARE + b",colour", "a column 'colour'"),
        (BARE + b",at", "names column at twice"),
        (BARE.replace(b",craft", b""), "lacks column craft"),
        (b"REPORT" + BARE[6:], "a column 'REPORT'"),
    ],
)
def test_a_wrong_header_is_refused_and_so_is_each_row_under_it(header: bytes, says: str) -> None:
    read = csv(row(), row(), header=header)
    assert len(read.refused) == 3
    assert says in read.refused[0].reason
    assert all("without its header" in each.reason for each in read.refused[1:])
    assert not read.rows


def test_an_open_quote_spoils_one_line_and_not_the_rest() -> None:
    read = csv(row(b"A-1"), b'"A-2,' + row(), row(b"A-3"), b'A-4"x' + row(), row(b"A-5"))
    assert numbers(read) == ["A-1", "A-3", "A-5"]
    assert len(read.refused) == 2


def test_quotes_and_line_breaks_in_them_are_read_as_rfc_4180_has_them() -> None:
    read = csv(row(b'"A,1"'), row(b"A-2", b',,"two\n""lines""",,,,,,,'))
    assert numbers(read) == ["A,1", "A-2"]
    assert read.of("arrival")[1]["craft_name"] == 'two "lines"'


def test_a_doubled_quote_is_no_end_wherever_the_stream_is_cut() -> None:
    data = b"\n".join([HEADER, row(b"A-1", b',,"Marie ""M""",,,,,,,'), row(b"A-2"), b""])
    for place in range(len(data)):
        assert numbers(read_cut("arrivals", data, [place])) == ["A-1", "A-2"]


def test_json_comes_as_objects_as_lines_or_as_an_array() -> None:
    one, two = said("J-1"), said("J-2", persons=2)
    lines = f"{json.dumps(one)}\n{json.dumps(two)}\n".encode()
    pretty = json.dumps([one, two], indent=2).encode()
    both = json.dumps(one, indent=1).encode() + b"\n" + json.dumps(two).encode()
    for data in (lines, ARRAY, pretty, both, b"\xef\xbb\xbf \n" + pretty):
        read = read_whole("arrivals", data)
        assert numbers(read) == ["J-1", "J-2"]
        assert not read.refused
        assert read.rows == read_whole("arrivals", ARRAY).rows


def test_what_is_no_object_is_refused_and_those_around_it_are_read() -> None:
    read = read_whole("arrivals", LINES)
    assert numbers(read) == ["J-1", "J-2", "J-5", "J-8", "J-9", "J-10", "J-11"]
    reasons = " | ".join(each.reason for each in read.refused)
    for says in (
        "a text is never closed",
        "an object is never closed",
        "this is no object of JSON",
        "there is no column 'colour'; there are report, ",
        "place is neither a text nor a number",
        "persons is neither a text nor a number",
    ):
        assert says in reasons
    kept = b"".join(each.raw for each in read.refused)
    assert b'"J-4"' in kept
    assert b'"J-12"' in kept


def test_csv_and_json_of_one_report_are_one_record() -> None:
    header, values = zip(*said("X-1", persons=2, lon=-82.60, lat=42.030).items(), strict=True)
    text = ",".join(header) + "\n" + ",".join(map(str, values)) + "\n"
    from_csv = read_whole("arrivals", text.encode()).of("arrival")
    from_json = read_whole(
        "arrivals", json.dumps(said("X-1", persons=2, lon=-82.6, lat=42.03)).encode()
    )
    assert from_csv == from_json.of("arrival")


# --- ids ----------------------------------------------------------------------------------


def ids(*values: dict[str, Any]) -> list[str]:
    read = read_whole("arrivals", json.dumps(list(values)).encode())
    return [each["id"] for each in read.of("arrival")]


def test_a_report_sent_again_has_the_same_id_wherever_it_stands() -> None:
    one, two = said("J-1"), said("J-2")
    assert ids(one, two, one) == [*ids(one), *ids(two), *ids(one)]
    assert ids({**one, "authority": "cbp"}) != ids(one)


def test_another_state_of_a_report_without_revisions_is_a_record_beside_it() -> None:
    assert ids(said(outcome="cleared")) != ids(said(outcome="pending"))
    assert ids(said(at="2026-07-01T14:00:00Z")) == ids(said(at="2026-07-01T10:00:00-04:00"))


def test_a_revision_supersedes_the_one_before_it_and_counts_whatever_it_says() -> None:
    states = [said("J-1", revision=n, outcome=o) for n, o in enumerate(("pending", "cleared"))]
    first, second = read_whole("arrivals", json.dumps(states).encode()).of("arrival")
    assert first["supersedes"] is None
    assert second["supersedes"] == first["id"]
    assert first["id"] == Origin("arrival", CONTEXT.source).sequenced("cbsa/0/J-1").hex()
    assert ids(said("J-1", revision=1, outcome="refused")) == [second["id"]]


# --- cuts ---------------------------------------------------------------------------------


def test_a_datagram_ends_its_row_and_the_header_is_remembered() -> None:
    parts = [HEADER, row(b"A-1"), row(b"A-2") + b"\n" + row(b"A-3"), b'"open', row(b"A-4")]
    cuts = [sum(map(len, parts[: n + 1])) for n in range(len(parts))]
    read = read_cut("arrivals", b"".join(parts), cuts, DATAGRAMS)
    assert numbers(read) == ["A-1", "A-2", "A-3", "A-4"]
    assert [each.raw for each in read.refused] == [b'"open']


def test_a_stream_is_resumed_in_the_middle_of_a_quote_and_of_an_array() -> None:
    for data in (SAMPLE, LINES, ARRAY, json.dumps([said("J-1")] * 3, indent=2).encode()):
        whole = read_whole("arrivals", data)
        for place in range(0, len(data), 7):
            assert read_resumed("arrivals", data, [place]) == whole


@pytest.mark.parametrize("longest", [80, 300, arrivals_cuts.LONGEST])
@settings(max_examples=120)
@given(data=st.data())
def test_rows_and_objects_are_the_same_however_the_stream_is_cut(
    longest: int, data: st.DataObject
) -> None:
    first = data.draw(st.sampled_from([HEADER + b"\n", b"", b"[", b"{", b"\xef\xbb"]))
    tokens = [b'"', b",", b"\r", b"\n", b"x", b"\\", b"{", b"}", b"[", b"]", b":", b'"a" : ']
    an_object = json.dumps(said("J", place="{")).encode()
    whole_rows = [row() + b"\n", FULL, an_object, b"\\n", b'"' + b"y" * 70 + b'"']
    pieces = st.sampled_from([*tokens, *whole_rows])
    stream = first + b"".join(data.draw(st.lists(pieces, max_size=25)))
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=10))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(arrivals_cuts, "LONGEST", longest)
        whole = read_whole("arrivals", stream)
        assert read_cut("arrivals", stream, cuts) == whole
        assert read_resumed("arrivals", stream, cuts) == whole
    assert (whole.consumed, whole.carry) == (len(stream), b"")
    for each in whole.refused:
        assert stream[each.offset : each.offset + len(each.raw)] == each.raw


def test_what_never_ends_is_refused_in_pieces_and_what_follows_is_read() -> None:
    noise = b"x" * (3 * arrivals_cuts.LONGEST)
    read = csv(row(b"A-1"), noise, row(b"A-2"))
    assert numbers(read) == ["A-1", "A-2"]
    assert b"".join(each.raw for each in read.refused) == noise
    broken = b'{"report": "' + noise + b'"}\n' + json.dumps(said("J-1")).encode()
    read = read_whole("arrivals", broken)
    assert numbers(read) == ["J-1"]
    assert len(read.refused) < 10
