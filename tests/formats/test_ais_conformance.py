"""AIS against real logs and vectors beside the project: ../shared/data/sensors/ais."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from northline.formats.ais_messages import STATUS
from tests.formats.bits import bits_of, eta_of, position_of, unsigned
from tests.formats.reading import read_whole

LOGS = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "ais"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not LOGS.is_dir(), reason=f"the AIS logs are not beside the project: no {LOGS}"
    ),
]

# Lines, positions, particulars, refused lines, lines of multi-part messages before the last.
EXPECTED = {
    "gpsd_daemon_ais-18-27.log": (280, 138, 69, 69, 0),
    "gpsd_daemon_ais-nmea.log": (1500, 141, 21, 0, 12),
    "gpsd_sample.aivdm": (1121, 17, 11, 5, 15),
    "libais_test.aivdm": (345, 50, 15, 17, 2),
    "pyais_mixed.txt": (35, 8, 2, 6, 2),
    "pyais_nmea_data_sample.txt": (898, 764, 2, 20, 0),
    "pyais_sample.ais": (22, 8, 1, 6, 1),
}
logs = pytest.mark.parametrize("log", EXPECTED)


def bytes_of(log: str) -> bytes:
    return (LOGS / log).read_bytes()


@logs
def test_each_line_of_a_log_is_a_record_refused_or_counted(log: str) -> None:
    read = read_whole("ais", bytes_of(log))
    lines, positions, particulars, refused, continued = EXPECTED[log]
    assert read.units == lines
    assert len(read.of("position")) == positions
    assert len(read.of("particulars")) == particulars
    assert len(read.refused) == refused
    assert read.other["continued"] == continued
    behind = sum(row["message"] == 19 for row in read.of("position"))
    assert lines == positions + particulars - behind + refused + read.other.total()


def test_a_log_of_gpsd_is_sorted_into_its_sentences() -> None:
    read = read_whole("ais", bytes_of("gpsd_daemon_ais-nmea.log"))
    each_second = {f"nmea:{name}": 164 for name in ("RMC", "VTG", "GGA", "GLL")}
    assert read.other == each_second | {
        "nmea:GSV": 492,
        "nmea:GSA": 165,
        "comment": 4,
        "continued": 12,
        "ais:8": 6,
        "ais:3 without position": 3,
    }


def test_what_is_refused_of_the_logs_is_what_is_wrong_in_them() -> None:
    reasons = Counter(
        re.sub(r"(is|not) [0-9A-F]{1,2}\b|[-\d.]+", "N", refused.reason)
        for log in EXPECTED
        for refused in read_whole("ais", bytes_of(log)).refused
    )
    assert reasons == {
        # 69 of them are message 24 B with a character too many: call sign and size are shifted.
        "message N cannot have N bits": 83,
        "the parts that follow it have not come": 15,
        "the stream ends before the parts that follow it": 5,
        "it is no NMEA N sentence": 4,
        "longitude N, latitude N is nowhere": 4,
        "its checksum N, N": 9,
        "its * is not followed by a checksum and the end of the sentence": 2,
        "N bits hold no AIS message": 1,
    }


@logs
def test_positions_agree_with_a_second_reading_of_the_standard(log: str) -> None:
    data = bytes_of(log)
    compared = 0
    for line in data.splitlines():
        for row in read_whole("ais", line).of("position"):
            payload, fill = line[line.index(b"VD") :].split(b",")[5:7]
            for name, value in position_of(payload, int(fill[:1])).items():
                if name == "status":
                    assert row[name] == STATUS[value]
                elif value is None:
                    assert row[name] is None, (line, name)
                else:
                    assert row[name] == pytest.approx(value, abs=6e-4), (line, name)
                    if name in {"lon", "lat"}:
                        assert row[name] == pytest.approx(value, abs=5.1e-7), (line, name)
            compared += 1
    # One aid with a long name takes two lines.
    several = 1 if log == "gpsd_sample.aivdm" else 0
    assert compared == len(read_whole("ais", data).of("position")) - several


def test_gpsd_says_the_same_of_its_own_samples() -> None:
    """The comments behind each sample hold what noaadata read, in the record's units."""
    lines = bytes_of("gpsd_sample.aivdm").decode().splitlines()
    fields = {
        "UserID": "mmsi",
        "SOG": "speed_knots",
        "longitude": "lon",
        "latitude": "lat",
        "Position_longitude": "lon",
        "Position_latitude": "lat",
        "COG": "course",
        "TrueHeading": "heading",
        "TimeStamp": "second",
    }
    compared = 0
    for place, line in enumerate(lines):
        if not re.match(r"!AIVDM,1,1,,.,[1-4BC]", line):
            continue
        stated: dict[str, float] = {}
        for comment in lines[place + 1 :]:
            match = re.match(r"#\s+(\w+):\s+(-?[\d.]+)\s*$", comment)
            if not comment.startswith("#") or comment.startswith("# Type"):
                break
            if match and match[1] in fields:
                stated[fields[match[1]]] = float(match[2])
        if "mmsi" not in stated:
            continue
        (row,) = read_whole("ais", line.encode()).of("position")
        for name, value in stated.items():
            if (name, value) == ("heading", 511.0):
                assert row["heading"] is None
            else:
                assert row[name] == pytest.approx(value, abs=2e-6), (line, name)
            compared += 1
    assert compared == 52


VECTORS = json.loads((LOGS / "pyais_vectors.json").read_text())["vectors"] if LOGS.is_dir() else []
NAMES = {
    "mmsi": "mmsi",
    "msg_type": "message",
    "lon": "lon",
    "lat": "lat",
    "speed": "speed_knots",
    "course": "course",
    "heading": "heading",
    "second": "second",
    "accuracy": "accurate",
    "shipname": "name",
    "name": "name",
    "callsign": "callsign",
    "draught": "draught",
    "destination": "destination",
    "ship_type": "ship_type",
    "turn": "turn",
}
MISSING = {"course": 360, "heading": 511, "callsign": "", "ship_type": 0}
OURS = {1, 2, 3, 4, 5, 9, 11, 18, 19, 21, 24, 27}
REFUSED = {
    "test_decode_pos_1_2_3": "there is no AIS message 0",
    "test_decode_out_of_order": "part 2 of 2 without part 1",
    # pyais reads on where a checksum is wrong.
    "test_decode_1_speed": "its checksum is 7E, not 67",
    "test_msg_type_8_multipart": "its checksum is 5D, not 5F",
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_of_pyais(vector: dict[str, Any]) -> None:
    read = read_whole("ais", "\n".join(vector["nmea"]).encode())
    if vector["name"] in REFUSED:
        assert REFUSED[vector["name"]] in read.refused[0].reason
        return
    rows = read.of("position") + read.of("particulars")
    if not rows:
        number = unsigned(bits_of(vector["nmea"][0].split(",")[5].encode(), 0), (0, 6))
        counted = {f"ais:{number}", f"ais:{number} without position"} & set(read.other)
        assert counted
        assert f"ais:{number}" not in read.other or number not in OURS
        return
    assert not read.refused
    for name, value in vector["expected"].items():
        if name not in NAMES:
            continue
        values = [row[NAMES[name]] for row in rows if NAMES[name] in row]
        expected = None if MISSING.get(name) == value else value
        assert expected in values or values == [pytest.approx(expected)], name


DIADEM = b"55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp888888888880"


def test_ships_of_several_parts_are_put_together() -> None:
    read = read_whole("ais", bytes_of("gpsd_sample.aivdm"))
    names = {row["name"]: row for row in read.of("particulars")}
    diadem = names["EVER DIADEM"]
    assert diadem["imo"] == 9134270
    assert diadem["callsign"] == "3FOF8"
    assert (diadem["length"], diadem["beam"], diadem["draught"]) == (295.0, 32.0, 12.2)
    assert diadem["destination"] == "NEW YORK"
    # The comment behind it says 16 h; its bits, and gpsd, say 14.
    assert diadem["eta"] == "05-15T14:00" == eta_of(DIADEM)
    (aid,) = (row for row in read.of("position") if row["message"] == 21)
    assert aid["name"] == "CHINA ROSE MURPHY EXPRESS ALERT"


def test_the_coast_guard_states_station_and_time_behind_a_sentence() -> None:
    rows = read_whole("ais", bytes_of("libais_test.aivdm")).of("position")
    assert sum(row["timed"] for row in rows) == len(rows)
    assert rows[0]["station"] == "b003669794"
    assert rows[0]["at"] == "2010-04-28T00:00:27Z"
    assert {row["station"][0] for row in rows if row["station"]} == {"b", "r"}
