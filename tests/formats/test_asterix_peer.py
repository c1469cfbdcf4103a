"""Our reading of ASTERIX equals that of libasterix, over any record of any edition."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.asterix_items import PROFILES, cut_record, parts_of, profile
from northline.formats.asterix_plots import read_target
from northline.formats.asterix_reports import read_report
from northline.formats.asterix_tracks import read_track
from northline.records.errors import RejectedUnit
from tests.formats import asterix_peer as peer

FOOT, MILE, KNOT = 0.3048, 1852.0, 3600.0
EDITIONS = {
    "034": [(1, 27), (1, 28), (1, 29)],
    "048": [(1, 27), (1, 28), (1, 29), (1, 30), (1, 31), (1, 32)],
    "062": [(1, 16), (1, 17), (1, 18), (1, 19), (1, 20), (1, 21)],
    "021": [(2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (2, 6), (2, 7)],
    "021/0": [(0, 24), (0, 25), (0, 26)],
}
COMPOUND = {("034", "050"), ("048", "130"), ("062", "380"), ("062", "500")}
RENAMED = {"MB": "BDSDATA"}
"""Parts that the newest edition calls otherwise than those before."""
NEWEST = {name: editions[-1] for name, editions in EDITIONS.items()}


def written(name: str) -> list[str | None]:
    """A profile as it stands in the module, item by item."""
    items: list[str | None] = []
    for word in PROFILES[name].split():
        if items and items[-1] is not None and items[-1].count("(") > items[-1].count(")"):
            items[-1] += f" {word}"
        else:
            items.append(None if word == "-" else word)
    return items


@pytest.mark.parametrize(
    ("name", "number"), [(name, each) for name, those in EDITIONS.items() for each in those]
)
def test_a_profile_is_that_of_each_edition_it_is_said_to_be_of(
    name: str, number: tuple[int, int]
) -> None:
    ours = written(name)
    theirs = peer.profile_of(peer.edition(int(name[:3]), number))
    if number == (2, 6) or number == (2, 7) or name != "021":
        theirs = [None if each is None else each.replace("BDSDATA", "MB") for each in theirs]
    else:
        theirs = [None if each is None else each.replace("ISA:1", "SAL:1") for each in theirs]
    if name == "021/0" and number != (0, 26):
        assert theirs[26:28] == [None, None]
        theirs[26:28] = ours[26:28]
    assert ours == theirs
    assert [None if item is None else item.name for item in profile(name)] == [
        None if each is None else each.partition(":")[0] for each in ours
    ]


@pytest.mark.parametrize("name", EDITIONS)
@given(data=st.data())
def test_a_record_is_cut_into_the_same_items(name: str, data: st.DataObject) -> None:
    spec = peer.edition(int(name[:3]), NEWEST[name])
    body = data.draw(peer.records(spec)) + data.draw(peer.records(spec, ("010",)))
    place = 0
    for record in peer.parsed(spec, body):
        items, place = cut_record(name, body, place)
        assert items == peer.raw_items(record)
        for number, raw in items.items():
            if (name, number) in COMPOUND:
                for part, value in parts_of(name, number, raw).items():
                    found = record.get_item(number).variation.get_item(RENAMED.get(part, part))
                    assert found.unparse().to_bytes() == value
    assert place == len(body)


@pytest.mark.parametrize("name", EDITIONS)
@given(data=st.data())
def test_what_is_cut_off_is_cut_off_for_both(name: str, data: st.DataObject) -> None:
    spec = peer.edition(int(name[:3]), NEWEST[name])
    whole = data.draw(peer.records(spec, ("010",)))
    body = whole[: data.draw(st.integers(1, len(whole) - 1))]
    assert not peer.parses(spec, body)
    with pytest.raises(RejectedUnit, match="ends in a record"):
        cut_record(name, body, 0)


def near(ours: float | None, theirs: float | None, within: float) -> None:
    assert (ours is None) == (theirs is None)
    if ours is not None and theirs is not None:
        assert math.isclose(ours, theirs, abs_tol=within)


def scaled(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


@given(data=st.data())
def test_a_target_report_means_the_same(data: st.DataObject) -> None:
    spec = peer.edition(48, (1, 32))
    body = data.draw(peer.records(spec, ("010", "020", "040", "090", "070", "200")))
    target = read_target(cut_record("048", body, 0)[0])
    (record,) = peer.parsed(spec, body)

    def of(*path: str, unit: str | None = None) -> Any:
        return peer.value(record, *path, unit=unit)

    if of("020", "TYP") == 0:
        assert target == "no detection"
        return
    assert not isinstance(target, str)
    near(target.azimuth, of("040", "THETA", unit="°"), 1e-4)
    beyond = of("020", "ERR") == 1
    near(target.range, None if beyond else of("040", "RHO", unit="NM") * MILE, 0.01)
    trusted = not of("090", "V") and not of("090", "G")
    if trusted:
        near(target.altitude, of("090", "FL", unit="FL") * 100 * FOOT, 0.01)
    else:
        near(target.altitude, scaled(of("110", "3DH", unit="ft"), FOOT), 0.01)
    near(target.speed_knots, of("200", "GSP", unit="NM/s") * KNOT, 0.01)
    if target.course is not None:
        near(math.cos(math.radians(target.course - of("200", "HDG", unit="°"))), 1.0, 1e-6)
    if not of("070", "V") and not of("070", "G"):
        assert target.squawk == f"{of('070', 'MODE3A'):04o}"
    else:
        assert target.squawk is None
    address = of("220")
    assert target.identity == (
        f"icao:{address:06x}" if address not in (None, 0, 2**24 - 1) else None
    )
    assert target.number == of("161", "TRN")
    said = bool(of("020", "SIM") or of("020", "TST") or of("020", "RAB"))
    assert target.test is said
    strength = of("130", "PAM", unit="dBm")
    near(target.strength, of("130", "SAM", unit="dBm") if strength is None else strength, 0.0)


@given(data=st.data())
def test_a_system_track_means_the_same(data: st.DataObject) -> None:
    spec = peer.edition(62, (1, 21))
    body = data.draw(peer.records(spec, ("010", "040", "105")))
    (record,) = peer.parsed(spec, body)

    def of(*path: str, unit: str | None = None) -> Any:
        return peer.value(record, *path, unit=unit)

    lon, lat = of("105", "LON", unit="°"), of("105", "LAT", unit="°")
    items = cut_record("062", body, 0)[0]
    if abs(lon) > 180.0 or abs(lat) > 90.0:
        with pytest.raises(RejectedUnit, match="nowhere"):
            read_track(items, 0)
        return
    track = read_track(items, 0)
    assert not isinstance(track, str)
    near(track.lat, lat, 1e-6)
    level = scaled(of("136", unit="FL"), 100 * FOOT)
    near(track.altitude, scaled(of("130", unit="ft"), FOOT) if level is None else level, 0.01)
    near(track.climb, scaled(of("220", unit="ft/min"), FOOT / 60.0), 1e-3)
    east, north = of("185", "VX", unit="m/s"), of("185", "VY", unit="m/s")
    speed = None if east is None else math.hypot(east, north) * KNOT / MILE
    near(track.speed_knots, speed, 0.01)
    assert track.simulated is bool(of("080", "SIM"))
    if (one := of("500", "APC", "X", unit="m")) is not None:
        other = of("500", "APC", "Y", unit="m")
        near(track.sigma or 0.0, math.sqrt((one**2 + other**2) / 2.0), 0.06)
    address = of("380", "ADR")
    if address not in (None, 0, 2**24 - 1):
        assert track.identity == f"icao:{address:06x}"
    else:
        assert track.identity == f"asterix-track:0/0/{of('040')}"


@pytest.mark.parametrize("name", ["021", "021/0"])
@given(data=st.data())
def test_an_ads_b_report_means_the_same(name: str, data: st.DataObject) -> None:
    spec, old = peer.edition(21, NEWEST[name]), name == "021/0"
    body = data.draw(peer.records(spec, ("010", "040", "080", "130", "160")))
    (record,) = peer.parsed(spec, body)

    def of(*path: str, unit: str | None = None) -> Any:
        return peer.value(record, *path, unit=unit)

    place = "130" if old or of("131", "LAT", unit="°") is None else "131"
    lon, lat = of(place, "LON", unit="°"), of(place, "LAT", unit="°")
    items = cut_record(name, body, 0)[0]
    if abs(lon) > 180.0 or abs(lat) > 90.0:
        with pytest.raises(RejectedUnit, match="nowhere"):
            read_report(items, old=old)
        return
    report, address = read_report(items, old=old), of("080")
    if address in (0, 2**24 - 1):
        assert report == "without identity"
        return
    assert not isinstance(report, str)
    near(report.lat, lat, 1e-6)
    ours = of("040", "ATP") == 1 if old else of("040", "ATP") in (0, 1)
    assert report.identity == ("" if ours else "non-") + f"icao:{address:06x}"
    assert report.simulated is bool(of("040", "SIM") or of("040", "TST"))
    assert report.on_ground == (None if of("040", "GBS") is None else bool(of("040", "GBS")))
    level = scaled(of("145", unit="FL"), 100 * FOOT)
    height = of("140", unit="ft")
    height = None if height == 0x7FFF * 6.25 else scaled(height, FOOT)
    near(report.altitude, height if level is None else level, 0.01)
    if not old and of("160", "RE"):
        assert report.speed_knots is None
    elif of("160", "GS", unit="NM/s") >= 0:
        near(report.speed_knots, of("160", "GS", unit="NM/s") * KNOT, 0.01)
