"""Network captures, cut into frames."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.pcap import (
    ETHERNET,
    LONGEST,
    NORDIC_BLE,
    PIECE,
    WIFI_RADIOTAP,
    Aside,
    Broken,
    Capture,
    CaptureState,
    Frame,
    Piece,
    is_capture,
)

AT = 1_790_000_000_123_456
FRAMES = (b"first frame", b"", b"\x00\xff" * 40)


def classic(
    *frames: bytes, order: str = "<", nano: bool = False, link: int = ETHERNET, cut: int = 0
) -> bytes:
    """A classic capture of these frames, a second between two."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)
    for number, frame in enumerate(frames):
        part = AT % 1_000_000 * (1000 if nano else 1)
        head = (AT // 1_000_000 + number, part, len(frame), len(frame) + cut)
        out += struct.pack(order + "4I", *head) + frame
    return out


def option(code: int, value: bytes, order: str = "<") -> bytes:
    return struct.pack(order + "2H", code, len(value)) + value + bytes(-len(value) % 4)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    length = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + length + body + length


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int, *options: bytes, order: str = "<", snap: int = 0) -> bytes:
    return block(1, struct.pack(order + "HHI", link, 0, snap) + b"".join(options), order)


def packet(frame: bytes, ticks: int, *, number: int = 0, order: str = "<") -> bytes:
    head = (number, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
    return block(6, struct.pack(order + "5I", *head) + frame + bytes(-len(frame) % 4), order)


def cut_up(data: bytes, cuts: tuple[int, ...] = ()) -> list[Piece]:
    capture = Capture()
    pieces: list[Piece] = []
    for start, stop in pairwise((0, *sorted(cuts), len(data))):
        pieces += capture.take(data[start:stop])
    return [*pieces, *capture.take(b"", end=True)]


def frames_of(pieces: list[Piece]) -> list[Frame]:
    return [piece for piece in pieces if isinstance(piece, Frame)]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("nano", [False, True])
def test_a_classic_capture_gives_its_frames_in_both_orders_and_resolutions(
    order: str, nano: bool
) -> None:
    data = classic(*FRAMES, order=order, nano=nano, link=WIFI_RADIOTAP)
    pieces = cut_up(data)
    assert [piece.what for piece in pieces if isinstance(piece, Aside)] == ["pcap head"]
    found = frames_of(pieces)
    assert [frame.data for frame in found] == list(FRAMES)
    assert [frame.at for frame in found] == [AT, AT + 1_000_000, AT + 2_000_000]
    assert {frame.link for frame in found} == {WIFI_RADIOTAP}
    for frame in found:
        assert data[frame.position : frame.position + len(frame.data)] == frame.data


@pytest.mark.parametrize("order", "<>")
def test_a_pcapng_gives_frames_of_each_interface_with_its_own_clock(order: str) -> None:
    data = b"".join(
        [
            section(order),
            interface(ETHERNET, order=order),
            interface(
                NORDIC_BLE,
                option(2, b"a name", order),
                option(9, b"\x09", order),
                option(14, struct.pack(order + "q", -3600), order),
                option(0, b"", order),
                order=order,
            ),
            interface(WIFI_RADIOTAP, option(9, b"\x8a", order), order=order),
            block(4, b"names", order),
            packet(b"abcde", AT, order=order),
            packet(b"ble", AT * 1000, number=1, order=order),
            packet(b"wifi", AT * 1024 // 1_000_000, number=2, order=order),
            block(2, struct.pack(order + "HH4I", 0, 7, 0, 5, 3, 9) + b"old", order),
            block(3, struct.pack(order + "I", 4) + b"bare", order),
        ]
    )
    found = frames_of(cut_up(data))
    assert [(frame.link, frame.data, frame.length) for frame in found] == [
        (ETHERNET, b"abcde", 5),
        (NORDIC_BLE, b"ble", 3),
        (WIFI_RADIOTAP, b"wifi", 4),
        (ETHERNET, b"old", 9),
        (ETHERNET, b"bare", 4),
    ]
    assert found[0].at == AT
    assert found[1].at == AT - 3_600_000_000
    assert found[2].at == pytest.approx(AT, abs=1000)
    assert found[4].at is None
    others = [piece.what for piece in cut_up(data) if isinstance(piece, Aside)]
    assert others == ["pcapng:section", "pcapng:1", "pcapng:1", "pcapng:1", "pcapng:4"]


def test_a_simple_packet_is_as_long_as_its_interface_keeps() -> None:
    body = struct.pack("<I", 900) + bytes(60)
    data = section() + interface(ETHERNET, snap=60) + block(3, body)
    (frame,) = frames_of(cut_up(data))
    assert (len(frame.data), frame.length) == (60, 900)


def test_a_section_may_change_the_byte_order_and_forgets_interfaces() -> None:
    data = section("<") + interface(ETHERNET) + section(">") + packet(b"lost", AT, order=">")
    broken = cut_up(data)[-1]
    assert isinstance(broken, Broken)
    assert "no interface 0" in broken.reason
    data += interface(NORDIC_BLE, order=">") + packet(b"found", AT, order=">")
    assert [frame.data for frame in frames_of(cut_up(data))] == [b"found"]


def test_a_frame_cut_short_by_the_capture_says_how_long_it_was() -> None:
    (frame,) = frames_of(cut_up(classic(b"short", cut=95)))
    assert (frame.data, frame.length) == (b"short", 100)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no capture at all", "no capture"),
        (classic(b"x")[:-1], "ends in this packet"),
        (classic(b"x")[:3], "ends in this packet"),
        (classic() + struct.pack("<4I", 1, 1, LONGEST + 1, 5), f"the longest taken has {LONGEST}"),
        (b"\xd4\xc3\xb2\xa1\x09\x00" + bytes(18), "version 9"),
        (section() + struct.pack("<3I", 6, 13, 0), "a block of 13 bytes"),
        (section() + struct.pack("<3I", 6, 12, 16), "two lengths differ"),
        (section()[:8] + bytes(20), "neither order"),
        (section() + block(1, b"\x01"), "block 1 does not hold together"),
        (section() + interface(1) + block(6, struct.pack("<5I", 0, 0, 0, 9, 9)), "no room for 9"),
    ],
)
def test_what_is_broken_says_why(data: bytes, reason: str) -> None:
    broken = [piece for piece in cut_up(data) if isinstance(piece, Broken)]
    assert reason in broken[0].reason


def test_a_block_that_does_not_hold_together_costs_only_itself() -> None:
    data = section() + interface(1) + packet(b"a", AT, number=9) + packet(b"b", AT)
    assert [frame.data for frame in frames_of(cut_up(data))] == [b"b"]


def test_what_stands_behind_lost_ground_comes_in_pieces_and_the_end_begins_anew() -> None:
    capture = Capture()
    data = classic() + struct.pack("<4I", 1, 1, LONGEST + 1, 5) + bytes(PIECE + 10)
    pieces = [*capture.take(data), *capture.take(b"", end=True)]
    assert [len(piece.raw) for piece in pieces] == [24, 16, PIECE, 10]
    assert capture.state == CaptureState()
    assert len(frames_of(list(capture.take(classic(b"again"), end=True)))) == 1


def test_a_capture_is_known_by_its_first_four_bytes() -> None:
    assert all(
        is_capture(classic(order=order, nano=nano)) for order in "<>" for nano in (False, True)
    )
    assert is_capture(section())
    assert not is_capture(b"\x30\x00\x30\xfd")
    assert not is_capture(b"")


_WHOLE = (
    section() + interface(1) + b"".join(packet(frame, AT) for frame in FRAMES) + block(5, b"count")
)


@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.tuples(
            st.sampled_from([_WHOLE, classic(*FRAMES), classic(*FRAMES, order=">", nano=True)]),
            st.lists(st.tuples(st.integers(0, 250), st.binary(max_size=5)), max_size=4),
        ).map(lambda drawn: _damaged(*drawn)),
    ),
    cuts=st.lists(st.integers(0, 200), max_size=6),
)
def test_each_byte_stands_in_one_piece_wherever_the_stream_was_cut(
    data: bytes, cuts: list[int]
) -> None:
    whole = cut_up(data)
    assert b"".join(piece.raw for piece in whole) == data
    assert [piece.offset for piece in whole] == [
        sum(len(piece.raw) for piece in whole[:number]) for number in range(len(whole))
    ]
    assert cut_up(data, tuple(cut for cut in cuts if cut <= len(data))) == whole
    resumed: list[Piece] = []
    state, at = CaptureState(), 0
    for stop in (*sorted(cut for cut in cuts if cut <= len(data)), len(data)):
        capture = Capture(at, state)
        resumed += capture.take(data[at:stop], end=stop == len(data))
        state, at = capture.state, capture.offset
    assert resumed == whole


def _damaged(data: bytes, patches: list[tuple[int, bytes]]) -> bytes:
    for place, new in patches:
        data = data[:place] + new + data[place + len(new) :]
    return data
