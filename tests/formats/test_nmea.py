"""Lines, sentences, tag blocks, and messages of several parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.nmea import Sentence, read_line
from northline.formats.parts import LONGEST_WAIT, MOST_HELD
from northline.records.errors import RejectedUnit
from tests.formats.reading import read_resumed, read_whole
from tests.formats.samples import (
    CLASS_A,
    DATAGRAMS,
    RECEIVED,
    VOYAGE,
    checksum,
    made,
    sentence,
    started,
    tagged,
)

PAYLOAD = b"15RTgt0PAso;90TKcjM8h6g208CQ"


def reason_of(line: bytes) -> str:
    with pytest.raises(RejectedUnit) as caught:
        read_line(line)
    return str(caught.value)


def reasons(lines: list[bytes]) -> list[str]:
    return [refused.reason for refused in read_whole("ais", b"\n".join(lines) + b"\n").refused]


@pytest.mark.parametrize("talker", "AB AD AI AN AR AS AT AX BS SA".split())
@pytest.mark.parametrize("formatter", ["VDM", "VDO"])
def test_every_ais_station_is_heard(talker: str, formatter: str) -> None:
    line = sentence(PAYLOAD, head=f"{talker}{formatter},1,1,,A".encode())
    assert isinstance(read_line(line), Sentence)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"", "empty"),
        (b" \t ", "empty"),
        (b"# caf\xe9 \x00", "comment"),
        (b"\xef\xbb\xbf# with a byte order mark", "comment"),
        (b"$GPGGA,,", "nmea:GGA"),
        (b"$IIMWV,271.0,R,000.2,N,A*3B", "nmea:MWV"),
        (b"$PGHP,1,2008*" + checksum(b"PGHP,1,2008"), "nmea:PGHP"),
        (tagged(b"", b"s:a"), "tag block"),
        (tagged(b"$GPGGA,,", b"s:a"), "nmea:GGA"),
    ],
)
def test_what_is_no_ais_is_named_not_refused(line: bytes, what: str) -> None:
    assert read_line(line) == what
    assert read_whole("ais", line + b"\n").other == {what: 1}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"foobar", "no NMEA 0183 sentence"),
        (CLASS_A[1:], "no NMEA 0183 sentence"),
        (CLASS_A[:-1] + b"B", "its checksum is 4A, not 4B"),
        (b"$GPGGA,,*00", "its checksum is 56, not 00"),
        (CLASS_A[:-3], "it has no checksum"),
        (CLASS_A[:-1], "its * is not followed by a checksum"),
        (CLASS_A + b"\\x0d", "its * is not followed by a checksum"),
        (sentence(b"15RTgt0X^so"), "armours no bits"),
        (sentence(PAYLOAD, fill=6), "fill bits is not 0 to 5"),
        (sentence(PAYLOAD, head=b"AIVDM,0,1,,A"), "part numbers, sequence or channel"),
        (sentence(PAYLOAD, head=b"AIVDM,1,2,,A"), "part 2 of 1"),
        (sentence(PAYLOAD, head=b"AIVDM,1,1,A"), "6 fields, not 7"),
        (sentence(PAYLOAD, head=b"XXVDM,1,1,,A"), "talker XX is no AIS station"),
        (b"$" + CLASS_A[1:], "begin with !"),
        (b"\xff\xfe" + CLASS_A.decode().encode("utf-16-le"), "UTF-16"),
        (CLASS_A.decode().encode("utf-16-le"), "byte 00 at 1"),
        (b"caf\xe9", "byte E9 at 3"),
        (CLASS_A + b",caf\xe9", "byte E9 at 51"),
        (b"\\s:a*00\\" + CLASS_A, "its checksum is 28, not 00"),
        (b"\\s:a\\" + CLASS_A, "a tag block is not closed"),
        (b"\\s:a*28" + CLASS_A, "a tag block is not closed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(line: bytes, reason: str) -> None:
    assert reason in reason_of(line)
    (refused,) = read_whole("ais", b"\n" + line + b"\n").refused
    assert (refused.offset, refused.raw) == (1, line)


@given(st.binary(max_size=300).map(lambda body: body.translate(None, b"*\\\n\r")))
def test_the_checksum_is_the_exclusive_or_of_all_bytes(body: bytes) -> None:
    line = b"\\x:" + body + b"*" + checksum(b"x:" + body) + b"\\"
    assert read_line(line) == "tag block"
    wrong = b"%02X" % (int(checksum(b"x:" + body), 16) ^ 1)
    assert "its checksum is" in reason_of(b"\\x:" + body + b"*" + wrong + b"\\")


def test_blanks_around_a_sentence_do_no_harm() -> None:
    assert isinstance(read_line(b"  " + CLASS_A + b" "), Sentence)


def test_a_station_behind_a_sentence_is_believed_only_where_it_looks_like_one() -> None:
    line = CLASS_A + b",d-093,S2212,t235959.00,T59.0033,r09STOL1,1272844797"
    read = read_line(line)
    assert isinstance(read, Sentence)
    assert (read.station, read.at) == ("r09STOL1", 1_272_844_797_000_000)
    nobody = read_line(CLASS_A + b",d-093,S2212")
    assert isinstance(nobody, Sentence)
    assert (nobody.station, nobody.at) == (None, None)


# --- parts ---------------------------------------------------------------------------------


def test_parts_may_have_other_lines_between_them() -> None:
    read = read_whole("ais", b"\n".join([VOYAGE[0], CLASS_A, b"# x", VOYAGE[1]]))
    assert len(read.of("particulars")) == 1
    assert read.other == {"comment": 1, "continued": 1}


def test_messages_are_told_apart_by_number_and_by_station() -> None:
    other = made({"type": 5, "mmsi": 316000002, "shipname": "OTHER"}, seq_id=2)
    third = made({"type": 5, "mmsi": 316000003, "shipname": "THIRD"})
    lines = [VOYAGE[0] + b",b1,1272844797", other[0], third[0] + b",b2,1272844797"]
    lines += [third[1] + b",b2,1272844797", VOYAGE[1] + b",b1,1272844797", other[1]]
    rows = read_whole("ais", b"\n".join(lines)).of("particulars")
    assert [row["name"] for row in rows] == ["THIRD", "SALISH TEST", "OTHER"]


def test_a_group_of_tag_blocks_gives_its_first_time_and_station_to_all() -> None:
    lines = [
        tagged(VOYAGE[0], b"g:1-2-7,s:b003669710,c:1428621738"),
        tagged(VOYAGE[1], b"g:2-2-7"),
    ]
    (row,) = read_whole("ais", b"\n".join(lines)).of("particulars")
    assert (row["station"], row["at"]) == ("b003669710", "2015-04-09T23:22:18Z")


@pytest.mark.parametrize(
    "lines",
    [
        [tagged(VOYAGE[0], b"g:1-2-7"), tagged(VOYAGE[1], b"g:2-2-8")],
        [VOYAGE[0] + b",b1,1272844797", VOYAGE[1] + b",b2,1272844797"],
        [VOYAGE[0] + b",b1,1272844797", VOYAGE[1] + b",b1,1272844857"],
    ],
    ids=["another group", "another station", "a minute later"],
)
def test_parts_that_cannot_belong_together_are_not_joined(lines: list[bytes]) -> None:
    read = read_whole("ais", b"\n".join(lines))
    assert read.rows == {}
    assert [refused.raw for refused in read.refused] == [lines[1], lines[0]]


def test_a_part_without_the_one_before_it_is_refused() -> None:
    assert reasons([VOYAGE[1]]) == ["part 2 of 2 without part 1"]
    assert reasons([VOYAGE[1], VOYAGE[0], VOYAGE[1]]) == ["part 2 of 2 without part 1"]
    third = sentence(b"00", head=b"AIVDM,3,3,1,A")
    first = sentence(b"55", head=b"AIVDM,3,1,1,A")
    assert "part 3 of 3 without part 2" in reasons([first, third])


def test_a_part_that_comes_twice_is_refused_once() -> None:
    read = read_whole("ais", b"\n".join([VOYAGE[0], VOYAGE[0], VOYAGE[1], b""]))
    assert len(read.of("particulars")) == 1
    assert [refused.reason for refused in read.refused] == ["part 1 has come already"]


def test_a_message_that_begins_anew_ends_the_one_before() -> None:
    other = made({"type": 5, "mmsi": 316000002, "shipname": "OTHER"})
    read = read_whole("ais", b"\n".join([VOYAGE[0], *other]))
    assert [row["name"] for row in read.of("particulars")] == ["OTHER"]
    assert [refused.raw for refused in read.refused] == [VOYAGE[0]]


def test_a_message_is_given_up_after_so_many_lines() -> None:
    filler = [b"#"] * (LONGEST_WAIT - 1)
    assert reasons([VOYAGE[0], *filler, VOYAGE[1]]) == []
    assert reasons([VOYAGE[0], *filler, b"#", VOYAGE[1]]) == [
        "the parts that follow it have not come",
        "part 2 of 2 without part 1",
    ]


def test_the_lines_that_a_part_has_waited_are_carried_along() -> None:
    data = b"\n".join([VOYAGE[0], *[b"#"] * LONGEST_WAIT, VOYAGE[1], b""])
    whole = read_whole("ais", data)
    assert len(whole.refused) == 2
    for place in (len(VOYAGE[0]) + 1, len(VOYAGE[0]) + 101, len(data) - len(VOYAGE[1]) - 1):
        assert read_resumed("ais", data, [place]) == whole


def test_messages_of_two_channels_are_told_apart() -> None:
    other = made({"type": 5, "mmsi": 316000002, "shipname": "OTHER"}, channel="B")
    lines = [VOYAGE[0], other[0], other[1], VOYAGE[1]]
    rows = read_whole("ais", b"\n".join(lines)).of("particulars")
    assert [row["name"] for row in rows] == ["OTHER", "SALISH TEST"]


def test_so_many_messages_are_held_and_no_more() -> None:
    begun = [
        tagged(sentence(b"55?MbV", head=b"AIVDM,2,1,1,A"), b"s:st%d" % number)
        for number in range(MOST_HELD + 1)
    ]
    decoder = started("ais")
    decoded = decoder.decode(b"\n".join(begun) + b"\n", RECEIVED)
    assert [refused.raw for refused in decoded.refused] == [begun[0]]
    assert len(decoded.carry) < MOST_HELD * 100


def test_a_whole_message_that_cannot_be_read_is_refused_part_by_part() -> None:
    lines = [sentence(b"55?", head=b"AIVDM,2,1,1,A"), sentence(b"000", head=b"AIVDM,2,2,1,A")]
    data = b"\n".join(lines)
    read = read_whole("ais", data)
    assert [(refused.offset, refused.raw) for refused in read.refused] == [
        (0, lines[0]),
        (len(lines[0]) + 1, lines[1]),
    ]
    assert read.units == 2


def test_a_held_part_keeps_the_time_it_was_received() -> None:
    first = started("ais").decode(VOYAGE[0] + b"\n", RECEIVED)
    later = type(RECEIVED)(RECEIVED + 5)
    (refused,) = started("ais", first.consumed, first.carry).decode(b"", later, end=True).refused
    assert refused.received == RECEIVED


# --- datagrams -----------------------------------------------------------------------------


def test_the_end_of_a_datagram_is_the_end_of_a_line() -> None:
    decoder = started("ais", context=DATAGRAMS)
    first = decoder.decode(CLASS_A, RECEIVED)
    assert first.batches["position"].num_rows == 1
    assert decoder.decode(CLASS_A[:20], RECEIVED).refused[0].raw == CLASS_A[:20]
    assert not decoder.decode(VOYAGE[0] + b"\r\n", RECEIVED).refused
    assert decoder.decode(VOYAGE[1] + b"\r\n", RECEIVED).batches["particulars"].num_rows == 1
