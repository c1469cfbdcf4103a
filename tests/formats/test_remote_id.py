"""Remote ID: what a message says, who said it, and what is odd about it."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats import pcap
from northline.formats.remote_id_messages import BasicId, Location, System, read_message, unpack
from northline.formats.remote_id_senders import MOST, Senders
from northline.records.errors import RejectedUnit
from northline.records.units import Micros
from tests.formats.reading import Read, read_cut, read_resumed, read_whole
from tests.formats.remote_id_sample import (
    FULL,
    LINES,
    MAC,
    OTHER,
    PAGE,
    SECONDS,
    SERIAL,
    basic,
    beacon,
    classic,
    discovery,
    dji,
    element,
    extended,
    identified,
    legacy,
    location,
    nordic,
    operator_id,
    pack,
    phdr,
    radiotap,
    self_id,
    system,
)
from tests.formats.samples import CONTEXT, DATAGRAMS, RECEIVED, started
from tests.formats.test_contract import mutations

DRONE = f"remote-id:{SERIAL}"


def heard(*messages: bytes, mac: bytes = MAC) -> Read:
    """What beacons with these messages, half a second apart, become."""
    return read_whole(
        "remote-id", classic(radiotap(identified(each, mac=mac)) for each in messages)
    )


def suspicions(read: Read) -> list[str]:
    return [what for what in read.other if what.startswith("suspect")]


# --- messages -------------------------------------------------------------------------------


@given(
    lon=st.floats(-180.0, 180.0),
    lat=st.floats(-90.0, 90.0),
    course=st.integers(0, 359),
    quarter=st.integers(0, 254),
    climb=st.integers(-124, 124),
    halves=st.integers(1, 65_535),
    tenths=st.integers(0, 36_000),
)
def test_a_location_says_what_was_put_into_it(
    lon: float, lat: float, course: int, quarter: int, climb: int, halves: int, tenths: int
) -> None:
    made = location(
        lon, lat, course=course, speed=quarter, climb=climb, altitude=halves, tenths=tenths
    )
    said = read_message(made)
    assert isinstance(said, Location)
    if abs(lon) > 1e-7 or abs(lat) > 1e-7:
        assert said.lon == pytest.approx(lon, abs=5.1e-8)
        assert said.lat == pytest.approx(lat, abs=5.1e-8)
    assert said.course == course
    assert said.speed == quarter / 4.0
    assert said.climb == climb / 2.0
    assert said.altitude == halves / 2.0 - 1000.0
    assert said.tenths == tenths


def test_values_that_say_not_known_say_nothing() -> None:
    said = read_message(
        location(0, 0, course=361, speed=255, fast=True, climb=126, altitude=0, tenths=0xFFFF)
    )
    assert isinstance(said, Location)
    fields = (said.lon, said.lat, said.course, said.speed, said.climb, said.altitude, said.tenths)
    assert fields == (None,) * 7
    fast = read_message(location(speed=254, fast=True))
    assert isinstance(fast, Location)
    assert fast.speed == 254.25


def test_a_place_beyond_the_world_is_refused_with_its_message_alone() -> None:
    wrong = location(-83.0, 90.1)
    read = heard(pack(basic(), wrong, operator_id()))
    (refused,) = read.refused
    assert refused.raw == wrong
    assert refused.reason == "longitude -83, latitude 90.1 is nowhere"
    assert len(read.of("particulars")) == 2


@pytest.mark.parametrize(
    ("number", "odd"),
    [
        ("EXMPA1234567890", False),
        ("EXMP5ABCDE", False),
        ("EXMPA123456789", True),
        ("EXOPA1234567890", True),
        ("EXMP0", True),
        ("exmpa1234567890", True),
    ],
)
def test_a_serial_number_is_formed_as_its_standard_has_it(number: str, odd: bool) -> None:
    said = read_message(basic(number))
    assert isinstance(said, BasicId)
    assert (said.number, said.odd) == (number, odd)


def test_identifiers_of_other_schemes_are_read_as_they_are_coded() -> None:
    assert read_message(basic("CA-0001", scheme=2)) == BasicId(2, 2, "CA-0001", odd=False)
    utm = "00112233445566778899aabbccddeeff"
    assert read_message(basic(utm, scheme=3)) == BasicId(3, 2, utm, odd=False)
    assert read_message(basic("0102ff", scheme=4)) == BasicId(4, 2, "0102ff", odd=False)
    assert read_message(basic("", scheme=1)) == BasicId(1, 2, "", odd=True)


def test_a_text_that_is_no_ascii_is_kept_as_digits() -> None:
    read = heard(pack(basic(), b"\x32\0\xff\xfe" + bytes(21)))
    assert [row["name"] for row in read.of("particulars")] == [None, "0xfffe"]


def test_an_operators_place_has_altitude_and_time_only_in_the_editions_that_have_them() -> None:
    new, old = read_message(system()), read_message(b"\x40" + system()[1:])
    assert isinstance(new, System)
    assert isinstance(old, System)
    assert (new.altitude, new.seconds) == (180.0, SECONDS)
    assert (old.altitude, old.seconds) == (None, None)


def test_packs_are_unpacked_and_broken_ones_refused() -> None:
    assert [message for _, message in unpack(FULL)] == [
        FULL[at : at + 25] for at in range(3, len(FULL), 25)
    ]
    assert unpack(pack()) == []
    for wrong in (b"\xf2\x18\x01" + bytes(25), b"\xf2\x19\x0a" + bytes(250), FULL[:-1], PAGE[:24]):
        with pytest.raises(RejectedUnit):
            unpack(wrong)


# --- ways of sending ------------------------------------------------------------------------

WAYS = {
    "beacon": (pcap.WIFI, identified(FULL), None),
    "aware": (pcap.WIFI, discovery(FULL), None),
    "radiotap": (pcap.WIFI_RADIOTAP, radiotap(identified(FULL)), -61.0),
    "radiotap without checksum": (
        pcap.WIFI_RADIOTAP,
        radiotap(discovery(FULL), checksum=False),
        -61.0,
    ),
    "bluetooth 5": (pcap.BLUETOOTH_LE, extended(FULL, coded=False), None),
    "bluetooth 5 behind its head": (
        pcap.BLUETOOTH_LE_PHDR,
        phdr(extended(FULL), flags=0x8C02),
        -70.0,
    ),
    "nordic": (pcap.NORDIC_BLE, nordic(extended(FULL)), -53.0),
    "nordic, uncoded": (pcap.NORDIC_BLE, nordic(extended(FULL, coded=False), flags=0x01), -53.0),
}


@pytest.mark.parametrize("way", WAYS)
def test_whichever_way_it_comes_it_says_the_same(way: str) -> None:
    link, frame, strength = WAYS[way]
    read = read_whole("remote-id", classic([frame], link))
    assert not read.refused
    (position,), (plot,) = read.of("position"), read.of("plot")
    assert position["identity"] == DRONE
    assert (position["lon"], position["lat"]) == (-83.0364, 42.3149)
    assert position["at"] == "2026-06-21T00:00:00.500000Z"
    assert position["timed"]
    assert position["speed_knots"] == pytest.approx(11.25 * 3600 / 1852)
    assert (position["course"], position["vertical_rate"]) == (225.0, -2.0)
    assert (position["altitude"], position["altitude_reference"]) == (217.0, "geometric")
    assert position["sigma"] == pytest.approx(10.0 / 2.448)
    assert (position["status"], position["on_ground"]) == ("airborne", False)
    assert position["craft"] == "drone"
    assert plot["identity"] == "remote-id-operator:CAN-OP-0001"
    assert plot["sensor"] == "remote-id-receiver:tower-4"
    assert (plot["craft"], plot["measure"], plot["number"]) == ("person", "place", None)
    assert plot["strength"] == strength
    said = [(row["message"], row["callsign"], row["name"]) for row in read.of("particulars")]
    assert sorted(said) == [(0, None, None), (3, None, "Bridge survey"), (5, "CAN-OP-0001", None)]
    assert {row["identity"] for row in read.of("particulars")} == {DRONE}


def test_legacy_advertising_brings_one_message_at_a_time() -> None:
    frames = [legacy(each) for each in (basic(), location(tenths=5), operator_id(), system())]
    read = read_whole("remote-id", classic(frames, pcap.BLUETOOTH_LE))
    assert read.of("position")[0]["identity"] == DRONE
    assert read.of("plot")[0]["identity"] == "remote-id-operator:CAN-OP-0001"


def test_damaged_frames_are_refused_and_others_are_counted() -> None:
    damaged = bytearray(radiotap(identified(FULL)))
    damaged[90] ^= 4
    ours = read_whole("remote-id", classic([bytes(damaged), radiotap(beacon())]))
    assert [each.reason for each in ours.refused] == ["the checksum of this frame is wrong"]
    assert ours.other == {"capture:pcap head": 1, "wi-fi": 1}
    theirs = [nordic(extended(FULL), flags=0x20), nordic(b"\0" * 20), b"short"]
    read = read_whole("remote-id", classic(theirs, pcap.NORDIC_BLE))
    assert [each.reason for each in read.refused] == [
        "the checksum of this packet is wrong",
        "this is no packet of Nordic's sniffer, version 2 or 3",
    ]
    assert read.other["bluetooth"] == 1
    wrong = read_whole(
        "remote-id", classic([phdr(legacy(basic()), flags=0x0400)], pcap.BLUETOOTH_LE_PHDR)
    )
    assert len(wrong.refused) == 1


def test_a_frame_of_several_elements_gives_each() -> None:
    two = beacon(element(b"\x01" + pack(basic())), element(b"\x02" + pack(location())))
    read = read_whole("remote-id", classic([two], pcap.WIFI))
    assert read.of("position")[0]["identity"] == DRONE
    assert read.units == 3


# --- who it is ------------------------------------------------------------------------------


def test_a_location_is_of_the_address_until_its_sender_says_who_it_is() -> None:
    read = heard(location(tenths=0), basic(), location(tenths=10), location(tenths=15))
    assert [row["identity"] for row in read.of("position")] == [
        "remote-id-mac:02:aa:bb:cc:dd:01",
        DRONE,
        DRONE,
    ]


def test_in_a_pack_the_order_of_messages_does_not_matter() -> None:
    read = heard(pack(system(), location(), operator_id(), basic()))
    assert read.of("position")[0]["identity"] == DRONE
    assert read.of("plot")[0]["identity"] == "remote-id-operator:CAN-OP-0001"


def test_a_serial_number_goes_before_what_is_for_a_flight() -> None:
    session = basic("0102", scheme=4)
    read = heard(
        session, location(tenths=5), basic(), location(tenths=15), session, location(tenths=25)
    )
    assert [row["identity"] for row in read.of("position")] == [
        "remote-id-session:0102",
        DRONE,
        DRONE,
    ]


def test_what_senders_repeat_is_counted_and_a_place_at_a_new_time_is_not_that() -> None:
    read = heard(FULL, FULL, FULL, pack(basic(), location(tenths=15)))
    assert len(read.of("position")) == 2
    assert len(read.of("particulars")) == 3
    assert len(read.of("plot")) == 1
    assert read.other["remote-id:location again"] == 2
    assert read.other["remote-id:basic id again"] == 3
    padded = operator_id()[:-1] + b"\x04"
    assert len(heard(operator_id(), padded).of("particulars")) == 1
    timeless = heard(*[location(tenths=0xFFFF)] * 3)
    assert len(timeless.of("position")) == 3


def test_a_sender_not_heard_for_long_is_another() -> None:
    frames = [radiotap(identified(each)) for each in (basic(), location(tenths=0xFFFF))]
    read = read_whole("remote-id", classic(frames, step=700.0))
    assert read.of("position")[0]["identity"] == "remote-id-mac:02:aa:bb:cc:dd:01"


def test_the_place_of_take_off_is_not_where_a_person_is() -> None:
    read = heard(pack(basic(), system(sort=0)))
    assert read.of("plot")[0]["craft"] == "unknown"
    assert read.of("plot")[0]["identity"] == f"remote-id-operator:{SERIAL}"


def test_no_more_senders_are_remembered_than_said() -> None:
    senders = Senders()
    for number in range(MOST + 10):
        sender = senders.of(f"{number:012x}", Micros(number))
        senders.identify(sender, BasicId(1, 2, f"N{number}", odd=False), "beacon", Micros(number))
    assert len(senders.known) == len(senders.claims) == MOST


# --- what is odd ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "odd"),
    [
        (location(tenths=18_000), "time"),
        (location(speed=60, fast=True), "speed"),
        (location(altitude=40_000), "altitude"),
        (location(altitude=40_000, speed=200, fast=True, tenths=700), "time, speed, altitude"),
        (pack(basic("NOT-A-SERIAL")), "serial number"),
        (pack(basic(), system(seconds=SECONDS + 7200)), "time"),
    ],
)
def test_what_cannot_be_believed_is_recorded_and_counted(message: bytes, odd: str) -> None:
    read = heard(message)
    assert suspicions(read) == [f"suspect: {odd}"]
    assert not read.refused
    assert sum(len(rows) for rows in read.rows.values()) >= 1


def test_a_stated_time_counts_where_it_is_near_the_receivers() -> None:
    (near,) = heard(location(tenths=300)).of("position")
    assert near["at"] == "2026-06-21T00:00:30Z"
    (before,) = heard(location(tenths=35_990)).of("position")
    assert before["at"] == "2026-06-20T23:59:59Z"
    (wrong,) = heard(location(tenths=9000)).of("position")
    assert wrong["at"] == "2026-06-21T00:00:00Z"


def test_one_serial_number_of_two_transmitters_at_once_is_told() -> None:
    turns = [radiotap(identified(basic(), mac=mac)) for mac in (MAC, OTHER, MAC, OTHER)]
    assert read_whole("remote-id", classic(turns)).other["suspect: several senders"] == 2
    slowly = read_whole("remote-id", classic(turns, step=20.0))
    assert not suspicions(slowly)
    # Another address from some moment on is how Bluetooth hides whom it is of.
    moved = [radiotap(identified(basic(), mac=mac)) for mac in (MAC, MAC, OTHER, OTHER)]
    assert not suspicions(read_whole("remote-id", classic(moved)))
    ways = [radiotap(identified(basic())), radiotap(discovery(basic(), mac=OTHER))] * 2
    assert not suspicions(read_whole("remote-id", classic(ways)))


def test_one_transmitter_with_two_serial_numbers_is_told() -> None:
    read = heard(basic(), basic("EXMPA0987654321"), basic())
    assert read.other["suspect: several serial numbers"] == 2


def test_messages_of_another_version_or_type_are_counted() -> None:
    read = heard(basic(version=9), b"\x70" + bytes(24), PAGE)
    assert read.other == {
        "capture:pcap head": 1,
        "remote-id:basic id, version 9": 1,
        "remote-id:type 7, version 0": 1,
        "remote-id:authentication": 1,
    }


# --- DJI ------------------------------------------------------------------------------------


def test_telemetry_of_dji_is_a_position_and_a_plot() -> None:
    read = read_whole("remote-id", classic([radiotap(dji())]))
    (position,), (plot,) = read.of("position"), read.of("plot")
    assert position["identity"] == "dji:EXAMPLE000000001"
    assert (position["lon"], position["lat"]) == pytest.approx((-83.03648, 42.31494), abs=1e-5)
    assert position["speed_knots"] == pytest.approx(5.0 * 3600 / 1852)
    assert position["course"] == pytest.approx(53.1301, abs=1e-4)
    assert position["vertical_rate"] == -0.5
    assert position["altitude"] is None
    assert plot["identity"] == "dji-operator:EXAMPLE000000001"
    away = read_whole("remote-id", classic([radiotap(dji(app=(17_000_000, 0)))]))
    assert suspicions(away) == ["suspect: operator's place"]
    assert len(away.of("position")) == 1
    assert not away.of("plot")


# --- lines ----------------------------------------------------------------------------------


def test_a_line_says_what_a_frame_says() -> None:
    line = json.dumps(
        {"mac": "02:aa:bb:cc:dd:01", "raw": FULL.hex(), "at": "2026-06-21T00:00:00Z", "rssi": -61}
    )
    of_line = read_whole("remote-id", line.encode())
    of_frame = read_whole("remote-id", classic([radiotap(identified(FULL))]))
    for kind in ("position", "plot", "particulars"):
        strip: list[list[dict[str, Any]]] = [
            [{k: v for k, v in row.items() if k != "id"} for row in read.of(kind)]
            for read in (of_line, of_frame)
        ]
        assert strip[0] == strip[1]


def test_lines_of_digits_stand_for_themselves_without_an_address() -> None:
    lines = b"\n".join([basic().hex().encode(), location().hex().encode(), FULL.hex().encode()])
    read = read_whole("remote-id", lines)
    assert [row["identity"] for row in read.of("position")] == [DRONE]
    assert read.other["remote-id:location of nobody"] == 1


def test_lines_in_datagrams_need_no_ending() -> None:
    decoder = started("remote-id", context=DATAGRAMS)
    line = b"02:aa:bb:cc:dd:01 " + FULL.hex().encode()
    for number, tenths in enumerate((5, 15), 1):
        data = line.replace(location().hex().encode(), location(tenths=tenths).hex().encode())
        decoded = decoder.decode(data, RECEIVED)
        assert decoded.batches["position"].num_rows == 1
        assert decoded.consumed == number * len(line)


def test_a_receiver_that_names_itself_is_the_station_and_the_sensor() -> None:
    line = json.dumps({"raw": FULL.hex(), "at": SECONDS, "station": "tower-9"}).encode()
    read = read_whole("remote-id", line)
    assert read.of("position")[0]["station"] == "tower-9"
    assert read.of("plot")[0]["sensor"] == "remote-id-receiver:tower-9"


@given(st.data())
def test_damaged_lines_are_cut_and_resumed_like_whole_ones(data: st.DataObject) -> None:
    lines = data.draw(mutations(LINES))
    cuts = data.draw(st.lists(st.integers(0, len(lines)), max_size=8))
    whole = read_whole("remote-id", lines)
    assert read_cut("remote-id", lines, cuts) == whole
    assert read_resumed("remote-id", lines, cuts) == whole
    assert whole.units >= len(whole.refused) + whole.other.total()


@given(st.binary(max_size=80), st.sampled_from([105, 127, 251, 256, 272]), st.binary(max_size=60))
def test_no_frame_makes_it_raise(frame: bytes, link: int, more: bytes) -> None:
    heads = {105: identified(more), 127: radiotap(identified(more)), 251: legacy(more)}
    frames = [
        frame,
        heads.get(link, extended(more)),
        discovery(more),
        nordic(extended(more)) + frame,
    ]
    read = read_whole("remote-id", classic(frames, link))
    assert read.units >= len(frames)


def test_an_exercise_is_told_by_its_ledger_alone() -> None:
    """Remote ID has no word for exercises: nothing in it could be refused for one."""
    real = msgspec.structs.replace(CONTEXT, real=True)
    assert read_whole("remote-id", classic([radiotap(identified(FULL))]), real).of("position")
    assert self_id("EXERCISE")[2:10] == b"EXERCISE"
