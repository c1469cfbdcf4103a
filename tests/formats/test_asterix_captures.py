"""ASTERIX out of network captures: link layers, IP, UDP, padding."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.pcap import COOKED, COOKED_2, ETHERNET, NULL, RAW, WIFI_RADIOTAP
from tests.formats.asterix_sample import PLACE, block, message, target
from tests.formats.reading import Read, read_cut, read_resumed, read_whole
from tests.formats.test_contract import mutations
from tests.formats.test_pcap import AT, classic, interface, packet, section

PLOTS = block(48, target(), target())
RADAR = block(34, message(1, i120=PLACE))


def udp(data: bytes, length: int | None = None) -> bytes:
    return struct.pack(">4H", 8600, 8600, len(data) + 8 if length is None else length, 0) + data


def ip4(data: bytes, *, protocol: int = 17, fragment: int = 0, options: bytes = b"") -> bytes:
    head = 20 + len(options)
    first = struct.pack(
        ">BBHHHBBH", 0x40 | head // 4, 0, head + len(data), 7, fragment, 64, protocol, 0
    )
    return first + bytes(8) + options + data


def ip6(data: bytes, *, follows: int = 17, before: bytes = b"") -> bytes:
    return (
        struct.pack(">IHBB", 6 << 28, len(before + data), follows, 64) + bytes(32) + before + data
    )


def ethernet(data: bytes, kind: int = 0x0800, tags: bytes = b"") -> bytes:
    frame = bytes(12) + tags + struct.pack(">H", kind) + data
    return frame + b"\xff" * max(0, 60 - len(frame))


def read(*frames: bytes, link: int = ETHERNET) -> Read:
    return read_whole("asterix", classic(*frames, link=link))


FRAMES = {
    "ethernet": (ETHERNET, ethernet(ip4(udp(PLOTS)))),
    "ip options": (ETHERNET, ethernet(ip4(udp(PLOTS), options=bytes(8)))),
    "vlan": (ETHERNET, ethernet(ip4(udp(PLOTS)), tags=b"\x81\x00\x00\x05")),
    "two vlans": (ETHERNET, ethernet(ip4(udp(PLOTS)), tags=b"\x88\xa8\x00\x05\x81\x00\x00\x06")),
    "ipv6": (ETHERNET, ethernet(ip6(udp(PLOTS)), 0x86DD)),
    "ipv6 options": (
        ETHERNET,
        ethernet(ip6(udp(PLOTS), follows=0, before=b"\x11\x00" + bytes(6)), 0x86DD),
    ),
    "raw ipv4": (RAW, ip4(udp(PLOTS))),
    "raw ipv6": (RAW, ip6(udp(PLOTS))),
    "cooked": (COOKED, bytes(14) + b"\x08\x00" + ip4(udp(PLOTS))),
    "cooked 2": (COOKED_2, b"\x86\xdd" + bytes(18) + ip6(udp(PLOTS))),
    "loopback": (NULL, b"\x02\x00\x00\x00" + ip4(udp(PLOTS))),
    "loopback 6": (NULL, b"\x1e\x00\x00\x00" + ip6(udp(PLOTS))),
}


@pytest.mark.parametrize("name", FRAMES)
def test_the_datagram_is_found_in_each_kind_of_frame(name: str) -> None:
    link, frame = FRAMES[name]
    found = read(frame, link=link)
    assert len(found.of("plot")) == 2
    assert found.other == {"capture:pcap head": 1}
    assert not found.refused


def test_what_ethernet_fills_a_short_frame_with_is_no_data() -> None:
    short = block(48, b"\x80\x19\x0d")
    frame = ethernet(ip4(udp(short)))
    assert len(frame) == 60
    found = read(frame)
    assert found.other == {"capture:pcap head": 1, "asterix:048 without position": 1}
    assert not found.refused


def test_what_carries_no_datagram_is_counted() -> None:
    found = read(
        ethernet(b"\x00\x01" + bytes(26), 0x0806),
        ethernet(ip4(bytes(20), protocol=6)),
        ethernet(ip6(bytes(8), follows=58), 0x86DD),
        ethernet(ip4(udp(b""))),
    )
    assert found.other == {
        "capture:pcap head": 1,
        "capture:no ip": 1,
        "capture:no udp": 2,
        "capture:empty datagram": 1,
    }


@pytest.mark.parametrize(
    ("frame", "link", "reason"),
    [
        (ethernet(ip4(udp(PLOTS), fragment=0x2000)), ETHERNET, "fragment"),
        (ethernet(ip4(udp(PLOTS), fragment=0x0010)), ETHERNET, "fragment"),
        (ethernet(ip6(udp(PLOTS), follows=44), 0x86DD), ETHERNET, "fragment"),
        (ethernet(ip4(udp(PLOTS)))[:60], ETHERNET, "holds only 60 of 60 bytes"),
        (ethernet(ip4(udp(PLOTS)))[:20], ETHERNET, "ends in its heads"),
        (ethernet(ip4(udp(PLOTS, length=900))), ETHERNET, "UDP length 900 does not fit"),
        (ethernet(ip4(udp(PLOTS, length=5))), ETHERNET, "UDP length 5 does not fit"),
        (b"\x00" * 40, WIFI_RADIOTAP, "link type 127 are not read"),
        (ethernet(ip4(udp(b"\x00what"))), ETHERNET, "no data block"),
        (ethernet(ip4(udp(PLOTS[:-1]))), ETHERNET, "end in this data block"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_cannot_be_read_of_a_frame_is_refused_with_its_bytes(
    frame: bytes, link: int, reason: str
) -> None:
    data = classic(frame, link=link)
    (refused,) = read_whole("asterix", data).refused
    assert reason in refused.reason
    assert data[refused.offset : refused.offset + len(refused.raw)] == refused.raw


def test_a_time_of_day_is_of_the_day_of_the_capture() -> None:
    frame = ethernet(ip4(udp(block(48, target(), target(i140=b"")))))
    first, second = read(frame).of("plot")
    assert first["at"] == "2026-09-21T14:00:00Z"
    assert (second["at"], second["timed"]) == ("2026-09-21T14:13:20.123456Z", True)


def test_ids_are_made_of_the_place_of_a_record_in_the_file() -> None:
    frame = ethernet(ip4(udp(PLOTS)))
    found = read(frame, frame)
    ids = {row["id"] for row in found.of("plot")}
    assert len(ids) == 4
    assert ids == {row["id"] for row in read(frame, frame).of("plot")}


def test_a_capture_of_the_next_generation_is_read_and_its_radars_are_remembered() -> None:
    data = b"".join(
        [
            section(),
            interface(RAW),
            packet(ip4(udp(RADAR)), AT),
            packet(ip4(udp(PLOTS)), AT + 1_000_000),
        ]
    )
    found = read_whole("asterix", data)
    assert [row["lon"] is None for row in found.of("plot")] == [False, False]
    assert found.other == {"capture:pcapng:section": 1, "capture:pcapng:1": 1}
    for place in range(0, len(data), 7):
        assert read_resumed("asterix", data, [place]) == found, f"resumed at {place}"


CAPTURE = classic(
    *(frame for link, frame in FRAMES.values() if link == ETHERNET),
    ethernet(ip4(udp(RADAR))),
    ethernet(ip4(udp(PLOTS)))[:60],
    ethernet(bytes(50), 0x0806),
)


@given(data=st.data())
def test_a_damaged_capture_never_raises_wherever_it_is_cut(data: st.DataObject) -> None:
    sample = data.draw(mutations(CAPTURE))
    whole = read_whole("asterix", sample)
    cuts = data.draw(st.lists(st.integers(0, len(sample)), max_size=6))
    assert read_cut("asterix", sample, cuts) == whole
    assert read_resumed("asterix", sample, cuts) == whole
    assert whole.consumed == len(sample)
    assert whole.carry == b""
    for before, after in pairwise(whole.refused):
        assert before.offset <= after.offset
    for refused in whole.refused:
        assert sample[refused.offset : refused.offset + len(refused.raw)] == refused.raw
