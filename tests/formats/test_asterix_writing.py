"""A radar of an exercise speaks ASTERIX; what it says is read again within half a raw unit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.asterix_values import DAY
from northline.formats.asterix_writing import LARGEST, write_north, write_plots, write_sector
from northline.records.errors import UsageError
from northline.records.kinds import kind
from northline.records.marking import unclassified
from northline.records.plot import Measure, Plot
from northline.records.position import AltitudeReference, Craft
from northline.records.record import Id
from northline.records.sensor import Sensor, SensorState
from northline.records.units import Degrees, DegreesTrue, Knots, Metres, Micros, Seconds
from tests.formats import asterix_peer as peer
from tests.formats.reading import read_whole
from tests.formats.samples import RECEIVED, started

MARKING = unclassified("opp").id
TOWER = "asterix:25/13"


def plot(**said: object) -> Plot:
    plain: dict[str, object] = {
        "id": Id(bytes(16)),
        "source": "tower-4",
        "at": RECEIVED,
        "received": RECEIVED,
        "marking": MARKING,
        "sensor": TOWER,
        "measure": Measure.POLAR,
        "craft": Craft.UNKNOWN,
        "range": Metres(9_000.0),
        "azimuth": DegreesTrue(45.0),
        "timed": True,
    }
    return Plot(**(plain | said))  # type: ignore[arg-type]


def sensor(**said: object) -> Sensor:
    plain: dict[str, object] = {
        "id": Id(bytes(16)),
        "source": "tower-4",
        "at": RECEIVED,
        "received": RECEIVED,
        "marking": MARKING,
        "identity": TOWER,
        "state": SensorState.WORKING,
        "lon": Degrees(-83.0364),
        "lat": Degrees(42.3149),
        "altitude": Metres(226.0),
        "revisit": Seconds(4.0),
        "timed": True,
    }
    return Sensor(**(plain | said))  # type: ignore[arg-type]


def plots_of(*blocks: bytes) -> list[Plot]:
    decoded = started("asterix").decode(b"".join(blocks), RECEIVED, end=True)
    assert not decoded.refused
    records = kind("plot").from_batch(decoded.batches["plot"])
    return [record for record in records if isinstance(record, Plot)]


SQUAWKS = st.integers(0, 0o7777).map("{:04o}".format)
FEET = 0.3048


@st.composite
def drawn(draw: st.DrawFn) -> Plot:
    craft = draw(st.sampled_from([Craft.UNKNOWN, Craft.AIRCRAFT]))
    pressure = draw(st.booleans())
    aircraft = craft is Craft.AIRCRAFT
    address = st.integers(1, 2**24 - 2).map("icao:{:06x}".format)
    return plot(
        at=Micros(RECEIVED + draw(st.integers(-DAY // 3, DAY // 3))),
        craft=craft,
        identity=draw(st.none() | address) if aircraft else None,
        squawk=draw(st.none() | SQUAWKS) if aircraft else None,
        range=draw(st.floats(0.0, 474_000.0)),
        azimuth=draw(st.floats(0.0, 359.9)),
        altitude=draw(st.none() | st.floats(-300.0, 15_000.0)),
        altitude_reference=AltitudeReference("pressure" if pressure else "geometric"),
        number=draw(st.none() | st.integers(0, 4095)),
        speed_knots=draw(st.none() | st.floats(1.0, 2_000.0)),
        course=draw(st.floats(0.0, 359.9)),
        strength=draw(st.none() | st.integers(-128, 127)),
        test=draw(st.booleans()),
    )


@given(made=drawn())
def test_a_plot_is_read_again_within_half_a_raw_unit(made: Plot) -> None:
    (found,) = plots_of(*write_plots([(made, None)]))
    for name in ("sensor", "measure", "craft", "identity", "number", "squawk", "test"):
        assert getattr(found, name) == getattr(made, name), name
    assert abs(found.at - made.at) <= 3_907
    assert made.range is not None
    assert found.range == pytest.approx(made.range, abs=1852 / 512 + 0.01)
    assert found.azimuth == pytest.approx(made.azimuth, abs=180 / 65536 + 1e-4)
    if made.altitude is None:
        assert found.altitude is None
    else:
        assert found.altitude == pytest.approx(made.altitude, abs=25 * FEET / 2 + 0.01)
        assert found.altitude_reference is made.altitude_reference
    if made.speed_knots is None:
        assert found.speed_knots is None
    else:
        assert found.speed_knots == pytest.approx(made.speed_knots, abs=0.12)
        assert math.cos(math.radians((found.course or 0.0) - (made.course or 0.0))) > 1 - 1e-8
    assert found.strength == made.strength


@given(made=st.lists(drawn(), max_size=120))
def test_blocks_fit_into_a_datagram_and_hold_every_plot(made: list[Plot]) -> None:
    blocks = list(write_plots((each, "TEST 1") for each in made))
    assert all(len(block) <= LARGEST for block in blocks)
    if made:
        assert len(plots_of(*blocks)) == len(made)
    else:
        assert not blocks


@given(made=drawn())
def test_libasterix_reads_what_is_written(made: Plot) -> None:
    (block,) = write_plots([(made, "CFN123")])
    (record,) = peer.parsed(peer.edition(48, (1, 32)), block[3:])
    assert peer.value(record, "010", "SAC") == 25
    assert peer.value(record, "010", "SIC") == 13
    assert peer.value(record, "040", "RHO", unit="NM") * 1852 == pytest.approx(made.range, abs=3.7)
    assert record.get_item("240").variation.content.as_string().strip() == "CFN123"


def test_a_call_sign_is_written_and_read_as_the_name_of_the_aircraft() -> None:
    named = plot(craft=Craft.AIRCRAFT, identity="icao:c07a4b")
    (block,) = write_plots([(named, "cfn-123")])
    (row,) = read_whole("asterix", block).of("particulars")
    assert (row["identity"], row["callsign"]) == ("icao:c07a4b", "CFN 123")


def test_what_is_beyond_the_largest_number_is_written_as_that() -> None:
    far = plot(range=Metres(900_000.0), speed_knots=Knots(99_000.0), course=DegreesTrue(0.0))
    (found,) = plots_of(*write_plots([(far, None)]))
    assert found.range == pytest.approx(65_535 / 256 * 1852, abs=0.01)
    assert found.speed_knots == pytest.approx(65_535 * 3600 / 16384, abs=0.01)


@pytest.mark.parametrize(
    "wrong", [{"sensor": "tower"}, {"sensor": "asterix:300/1"}, {"range": None}, {"azimuth": None}]
)
def test_a_plot_of_no_such_radar_cannot_be_written(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        list(write_plots([(plot(**wrong), None)]))


@pytest.mark.parametrize(
    ("state", "read"),
    [
        (SensorState.WORKING, "working"),
        (SensorState.DEGRADED, "degraded"),
        (SensorState.DOWN, "down"),
        (SensorState.MAINTENANCE, "down"),
        (SensorState.UNKNOWN, "unknown"),
    ],
)
def test_a_north_marker_tells_where_a_radar_stands_and_how_it_is(
    state: SensorState, read: str
) -> None:
    (row,) = read_whole("asterix", write_north(sensor(state=state), RECEIVED)).of("sensor")
    assert (row["identity"], row["state"], row["revisit"]) == (TOWER, read, 4.0)
    assert row["lon"] == pytest.approx(-83.0364, abs=1.2e-5)
    assert row["lat"] == pytest.approx(42.3149, abs=1.2e-5)
    assert row["altitude"] == 226.0


def test_plots_behind_a_north_marker_have_a_place() -> None:
    scan = [write_north(sensor(), RECEIVED), write_sector(TOWER, RECEIVED, DegreesTrue(45.0))]
    found = read_whole("asterix", b"".join([*scan, *write_plots([(plot(), None)])]))
    assert found.of("plot")[0]["lon"] is not None
    assert found.other == {"asterix:034 sector crossing": 1}


def test_a_sector_crossing_names_the_sector_that_libasterix_reads() -> None:
    block = write_sector(TOWER, RECEIVED, DegreesTrue(90.0))
    (record,) = peer.parsed(peer.edition(34, (1, 29)), block[3:])
    assert peer.value(record, "000") == 2
    assert peer.value(record, "020", unit="°") == 90.0


def test_the_same_records_are_the_same_bytes() -> None:
    assert list(write_plots([(plot(), None)])) == list(write_plots([(plot(), None)]))
