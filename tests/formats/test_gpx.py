"""GPX: what becomes a position, what is counted, what is refused; and the way back."""

from typing import Any

import gpxpy
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from northline.formats import gpx_documents
from northline.formats.gpx_writer import gpx_document
from northline.records.errors import UsageError
from northline.records.schema import kind_of
from northline.records.track import Track
from tests.formats.gpx_sample import DECLARED, FULL, SAMPLE, TIME, document, point, track
from tests.formats.reading import batches_of, read_cut, read_resumed, read_whole
from tests.formats.samples import DATAGRAMS


def positions(*inside: str, **more: Any) -> list[dict[str, Any]]:
    return read_whole("gpx", document(*inside, **more)).of("position")


def test_a_track_point_becomes_a_position_with_all_that_it_says() -> None:
    (row,) = positions(track(FULL))
    assert {name: row[name] for name in ("lon", "lat", "at", "timed", "identity", "craft")} == {
        "lon": -83.0364,
        "lat": 42.3149,
        "at": "2026-07-01T12:00:00.500000Z",
        "timed": True,
        "identity": "gpx:Patrol 7",
        "craft": "unknown",
    }
    assert row["sigma"] == 7.5
    assert row["speed_knots"] == pytest.approx(19.438, abs=0.001)
    assert row["course"] == 0.0
    assert (row["altitude"], row["altitude_reference"]) == (175.25, "geometric")
    assert row["name"] == "Patrol 7"


def test_version_1_0_states_speed_and_course_itself() -> None:
    inside = f"{TIME}<course>12.5</course><speed>3</speed>"
    (row,) = positions(track(point(inside=inside)), version="1.0")
    assert row["course"] == 12.5
    assert row["speed_knots"] == pytest.approx(5.832, abs=0.001)


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        (track(point(), name="<name> Two\n words </name>"), "gpx:Two words"),
        ("<metadata><name>Whole</name></metadata>" + track(point(), name=""), "gpx:Whole"),
        (track(point(), name=f"<name>{'x' * 300}</name>"), f"gpx:{'x' * 100}"),
        (track(point(), name="<name>caf&#233; &lt;1&gt;</name>"), "gpx:caf\u00e9 <1>"),
    ],
)
def test_the_name_of_the_track_or_else_of_the_file_is_the_identity(inside: str, name: str) -> None:
    assert [row["identity"] for row in positions(inside)] == [name]


def test_tracks_without_a_name_are_one_thing_in_one_document_and_two_in_two() -> None:
    nameless = track(point(), name="")
    one, two = positions(nameless, nameless)
    (other,) = positions(nameless, track(point(inside=""), name=""))
    assert one["identity"] == two["identity"] != other["identity"]
    assert positions(nameless, nameless)[0]["identity"] == one["identity"]
    assert one["name"] is None


@pytest.mark.parametrize(
    ("inside", "counted"),
    [
        (f'<wpt lat="1" lon="2">{TIME}</wpt>', "gpx:wpt"),
        (f'<rte><rtept lat="1" lon="2">{TIME}</rtept></rte>', "gpx:rtept"),
        (track(point(inside="")), "gpx:trkpt without time"),
        (track(point(inside="<time/>")), "gpx:trkpt without time"),
        (track(point(inside=f"{TIME}<fix>none</fix>")), "gpx:trkpt without fix"),
        (f"<extensions>{point()}</extensions>", "gpx:trkpt"),
        ("", "gpx without points"),
    ],
)
def test_what_is_no_sighting_is_counted(inside: str, counted: str) -> None:
    read = read_whole("gpx", document(inside))
    assert (dict(read.other), read.units, read.rows, read.refused) == ({counted: 1}, 1, {}, [])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (point(lat=90.1), "lat is 90.1; it must be -90 to 90"),
        (point(lon=-180.5), "lon is -180.5"),
        (point(lon="NaN"), "lon is nan"),
        (point(lon="east"), "could not convert"),
        (f'<trkpt lat="42">{TIME}</trkpt>', "longitude is mandatory"),
        (f'<trkpt lat="42" a="/>">{TIME}</trkpt>', "longitude is mandatory"),
        (point(inside="<time>noon</time>"), "time 'noon' is no instant"),
        (point(inside="<time>2026-02-30T00:00:00Z</time>"), "is no instant"),
        (point(inside=f"{TIME}<hdop>good</hdop>"), "Invalid value for <hdop>"),
    ],
)
def test_a_point_that_cannot_be_read_is_refused_alone(wrong: str, says: str) -> None:
    data = document(track(point(), wrong, point()))
    read = read_whole("gpx", data)
    assert len(read.of("position")) == 2
    (refused,) = read.refused
    assert refused.raw == wrong.encode()
    assert data[refused.offset :].startswith(refused.raw)
    assert says in refused.reason


@pytest.mark.parametrize(
    ("stated", "column"),
    [
        ("<hdop>0</hdop>", "sigma"),
        ("<hdop>-1</hdop>", "sigma"),
        ("<hdop>inf</hdop>", "sigma"),
        ("<speed>-1</speed>", "speed_knots"),
        ("<course>400</course>", "course"),
        ("<ele>nan</ele>", "altitude"),
    ],
)
def test_a_value_that_says_nothing_is_null(stated: str, column: str) -> None:
    (row,) = positions(track(point(inside=TIME + stated)))
    assert row[column] is None


@pytest.mark.parametrize("stated", ["<sat>many</sat>", "<fix>rtk</fix>", "<vdop>x</vdop>"])
def test_what_is_wrong_in_a_value_that_is_not_read_costs_no_point(stated: str) -> None:
    assert len(positions(track(point(inside=TIME + stated)))) == 1


def test_blanks_around_a_value_and_a_time_without_a_zone_do_no_harm() -> None:
    inside = "<time>\n 2026-07-01T14:00:00 </time><ele> 5 </ele>"
    (row,) = positions(track(point(inside=inside)))
    assert (row["at"], row["altitude"]) == ("2026-07-01T14:00:00Z", 5.0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'<!DOCTYPE gpx [<!ENTITY a "b">]>' + document(track(point()), head=b""), "declares"),
        (
            b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>',
            "declares entities",
        ),
        (b'<!DOCTYPE gpx SYSTEM "gpx.dtd">' + document(head=b""), "a document type declaration"),
        (document("&unknown;"), "undefined entity"),
        (document(track(point()))[:-3], "the stream ends in this document"),
        (document("<a></b>"), "not well-formed XML at byte"),
        (document("<x:a/>"), "not well-formed XML"),
        (b"<kml></kml>", "the document is kml, not gpx"),
        (DECLARED.decode().encode("utf-16"), "UTF-16"),
        (b'<gpx xmlns="http://example.org"/>', "not gpx"),
        (b"\x00\x00", "UTF-16"),
        (b'<?xml version="1.0" encoding="x-none"?>', "its encoding is not known"),
        (b'<?xml version="1.0" encoding="utf-7"?>', "its encoding is not known"),
        (b"no XML", "not well-formed"),
    ],
)
def test_what_is_no_gpx_document_is_refused_whole(data: bytes, says: str) -> None:
    read = read_whole("gpx", data)
    assert says in read.refused[0].reason
    assert b"".join(each.raw for each in read.refused) in data
    assert not read.of("position") or says == "declares"


def test_no_entity_is_followed_however_it_is_written() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE gpx [<!ENTITY l0 "ha">{laughs}]><gpx><metadata><name>&l11;</name></metadata>'
    data = bomb.encode() + track(point()).encode() + b"</gpx>"
    read = read_whole("gpx", data + document(track(point())))
    assert len(read.of("position")) == 1
    assert sum(len(each.raw) for each in read.refused) == len(data)


def test_documents_follow_one_another_and_one_that_breaks_off_spoils_no_other() -> None:
    good = document(track(point()))
    for broken in (good[:-20], good[:60], good.replace(b"</trkseg>", b""), b"<gpx><trk>", b"gp"):
        for apart in (b"", b"\n"):
            read = read_whole("gpx", good + apart + broken + apart + good)
            assert len(read.of("position")) == 2, broken
            assert [each.raw.strip() for each in read.refused] == [broken]


def test_other_encodings_of_one_byte_are_read() -> None:
    head = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
    text = document(track(point(), name="<name>caf\u00e9</name>"), head=b"").decode()
    read = read_whole("gpx", head + text.encode("latin-1"))
    assert [row["identity"] for row in read.of("position")] == ["gpx:caf\u00e9"]


def test_a_datagram_ends_its_document() -> None:
    data = document(track(point()))
    read = read_cut("gpx", data + data[:-9] + data, [len(data), 2 * len(data) - 9], DATAGRAMS)
    assert len(read.of("position")) == 2
    assert [each.raw for each in read.refused] == [data[:-9]]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """Documents may have few bytes."""
    monkeypatch.setattr(gpx_documents, "LARGEST", 500)
    return 500


def test_a_document_that_is_too_long_comes_in_pieces_and_the_next_is_read(small: int) -> None:
    long = document(track(*[point()] * 20))
    good = document(track(point()))
    read = read_whole("gpx", long + good)
    assert [len(each.raw) for each in read.refused][:-1] == [small] * (len(long) // small)
    assert b"".join(each.raw for each in read.refused) == long
    assert "more than 500 bytes" in read.refused[0].reason
    assert len(read.of("position")) == 1


@settings(max_examples=150)
@given(data=st.data())
def test_pieces_are_the_same_however_the_stream_is_cut(data: st.DataObject) -> None:
    parts = [
        document(track(*[point()] * 8)),
        document(track(point())),
        b"<gpx",
        b" <?xm",
        b"x" * 90,
    ]
    stream = b"".join(data.draw(st.lists(st.sampled_from(parts), max_size=6)))
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=10))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(gpx_documents, "LARGEST", 300)
        whole = read_whole("gpx", stream)
        assert read_cut("gpx", stream, cuts) == whole
        assert read_resumed("gpx", stream, cuts) == whole
        assert whole.consumed == len(stream)


# --- the way back -------------------------------------------------------------------------


def sample_table() -> pa.Table:
    return pa.Table.from_batches([batches_of("gpx", SAMPLE)["position"]])


def test_what_is_written_is_read_again_as_it_was() -> None:
    table = sample_table()
    again = read_whole("gpx", gpx_document(table)).of("position")
    columns = ["at", "lon", "lat", "sigma", "speed_knots", "course", "altitude"]
    before = sorted(map(str, table.select(columns).to_pylist()))
    after = kind_of_rows(again, columns)
    assert len(again) == table.num_rows
    assert after == before
    assert len({row["identity"] for row in again}) == len(set(table["identity"].to_pylist()))


def kind_of_rows(rows: list[dict[str, Any]], columns: list[str]) -> list[str]:
    """These columns, with instants as Arrow has them."""
    table = pa.Table.from_pylist([{name: row[name] for name in columns} for row in rows])
    schema = sample_table().select(columns).schema
    cast = table.set_column(0, "at", table["at"].cast(schema.field("at").type))
    values: list[dict[str, Any]] = cast.select(columns).to_pylist()
    return sorted(map(str, values))


def test_what_is_written_is_gpx_1_1_as_others_read_it() -> None:
    written = gpx_document(sample_table())
    model = gpxpy.parse(written.decode())
    assert model.version == "1.1"
    assert sum(1 for _ in model.walk()) == sample_table().num_rows
    assert all(each.time is not None for each, *_ in model.walk())


def test_points_of_a_track_are_written_by_their_time_and_exercise_says_so() -> None:
    schema = kind_of(Track).schema
    at = [3_000_000, 1_500_000, 1_000_000, 2_000_000]
    rows: list[dict[str, Any]] = [
        {
            **dict.fromkeys(schema.names),
            "id": bytes(16),
            "source": "engine",
            "at": instant,
            "received": instant,
            "marking": 1,
            "lon": -83.0,
            "lat": 42.0 if instant != 2_000_000 else None,
            "track": b"t" * 16,
            "craft": "vessel",
            "identity": "mmsi:316\x00001245 <&>",
            "points": 1,
            "evidence": [],
        }
        for instant in at
    ]
    table = pa.Table.from_pylist(rows, schema=schema).append_column(
        "exercise", pa.array([True] * 4)
    )
    root = etree.fromstring(gpx_document(table))
    texts = [str(each.text) for each in root.iter("{*}name", "{*}desc", "{*}time")]
    assert texts == [
        "EXERCISE",
        "EXERCISE mmsi:316001245 <&>",
        "1970-01-01T00:00:01Z",
        "1970-01-01T00:00:01.500000Z",
        "1970-01-01T00:00:03Z",
    ]


def test_rows_without_a_place_cannot_be_written() -> None:
    with pytest.raises(UsageError, match="these records lack lon"):
        gpx_document(pa.table({"at": [1]}))
