"""Plots on the picture: only where and when somebody asks, never more than can be drawn."""

from typing import Any

import pytest

from northline.app.node import Node
from northline.app.picture import box_of, plots
from northline.app.picture.plots import MOST, Box, Plots
from northline.records.errors import UsageError
from northline.records.marking import Grant, Level, marking
from tests.app.sensed import FENCE, RADAR, TOWER, at, bearing, plot, tell

HERE: Box = (-83.2, 42.2, -82.9, 42.4)
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)


def asked(node: Node, box: Box = HERE, **more: Any) -> Plots:
    return plots(node, box=box, **{"until": at(300), "minutes": 5, **more})


def test_each_measure_is_told_with_where_it_is_drawn(node: Node) -> None:
    trip = {"sensor": FENCE, "measure": "trip", "sigma": 12.34, "azimuth": None, "lon": -83.0}
    tell(node, "plot", plot(1, 1), bearing(2, 2), plot(3, 3, **trip), plot(4, 4, measure="place"))
    told = asked(node)
    assert told.measure == ["place", "trip", "bearing", "polar"], "the newest first"
    assert [told.sensors[each] for each in told.sensor] == [RADAR, FENCE, TOWER, RADAR]
    assert told.lon == [-83.05, -83.0, -83.1, -83.05], "of a bearing, the sensor's"
    assert told.sigma == [30.0, 12.3, None, 30.0]
    assert told.azimuth == [45.0, None, 90.0, 45.0]
    assert told.label == [None, None, "person", None]
    assert told.at == [at(each) // 1000 for each in (4, 3, 2, 1)]
    assert (told.seen, told.cut) == (4, False)


def test_a_window_holds_its_beginning_and_not_its_end(node: Node) -> None:
    tell(node, "plot", *(plot(second, second) for second in (-1, 0, 299, 300)))
    told = asked(node)
    assert told.at == [at(299) // 1000, at(0) // 1000]
    assert (told.since, told.until) == (at(0) // 1000, at(300) // 1000)


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [
        (-83.2, 42.2, True),
        (-82.9, 42.4, True),
        (-82.89, 42.3, False),
        (-83.0, 42.41, False),
        (96.9, 42.3, False),
    ],
)
def test_only_what_lies_in_the_box_is_told_and_counted(
    node: Node, lon: float, lat: float, inside: bool
) -> None:
    tell(node, "plot", plot(1, 1, lon=lon, lat=lat))
    assert asked(node).seen == len(asked(node).at) == inside
    assert asked(node, WORLD).seen == 1


def test_a_box_may_lie_over_the_antimeridian(node: Node) -> None:
    tell(node, "plot", *(plot(lon, 1, lon=lon, lat=52.0) for lon in (179.5, -179.5, 0.0)))
    assert sorted(asked(node, (179.0, 51.0, -179.0, 53.0)).lon) == [-179.5, 179.5]


def test_a_direction_is_told_beyond_its_sensor_and_one_from_nowhere_is_not(node: Node) -> None:
    near, far = {"sensor_lon": -83.3}, {"sensor_lon": -83.6}
    nowhere = {"sensor_lon": None, "sensor_lat": None}
    given: tuple[dict[str, Any], ...] = (near, far, nowhere, {"azimuth": None})
    tell(node, "plot", *(bearing(n, n, **each) for n, each in enumerate(given)))
    assert asked(node).lon == [-83.3], "8 km west of the box, and no further"


def test_the_newest_are_told_where_there_are_more_and_all_are_counted(node: Node) -> None:
    tell(node, "plot", *(plot(n, n) for n in range(100)))
    tell(node, "plot", *(plot(n, n) for n in range(100, 250)))
    told = asked(node, limit=7)
    assert (told.seen, told.cut) == (250, True)
    assert told.at == [at(249 - n) // 1000 for n in range(7)]


def test_without_an_end_an_exercise_ends_after_its_newest_plot(tmp_path: Any, home: Any) -> None:
    with Node.open(tmp_path / "drill", home=home, exercise=True) as node:
        assert asked(node, until=None).seen == 0
        tell(node, "plot", plot(1, 1), plot(2, 100))
        assert asked(node, until=None, minutes=1).at == [at(100) // 1000]


def test_a_clock_that_is_wrong_hides_nothing_where_it_is_no_exercise(node: Node) -> None:
    tell(node, "plot", plot(1, 10**8))
    assert asked(node, WORLD, until=None).seen == 0


def test_nothing_of_another_agency_is_told_or_counted(node: Node) -> None:
    others = marking(Level.UNCLASSIFIED, {"opp": Grant()})
    tell(node, "plot", plot(1, 1))
    tell(node, "plot", plot(2, 2, sensor="asterix:9/9"), marking=others)
    told = asked(node)
    assert (told.seen, told.sensors) == (1, (RADAR,))


def test_each_answer_is_one_look_and_says_at_which_box(node: Node) -> None:
    tell(node, "plot", plot(1, 1))
    before = node.head()[0]
    asked(node)
    (entry,) = [each for each in node.ledger.entries() if each.seq > before]
    (look,) = entry.facts["looks"]
    assert entry.operation == "look"
    assert look["box"] == list(HERE)
    assert look["window"] == [at(0), at(300)]


def test_what_is_no_box_window_or_limit_is_refused(node: Node) -> None:
    assert box_of("-83.2,42.2,-82.9,42.4") == HERE
    for text in ("", "1,2,3", "1,2,3,x"):
        with pytest.raises(UsageError, match="no box"):
            box_of(text)
    wrong: tuple[dict[str, Any], ...] = ({"minutes": 0}, {"minutes": 61}, {"limit": 0})
    for each in (*wrong, {"limit": MOST + 1}):
        with pytest.raises(UsageError):
            asked(node, **each)
    for box in ((-181.0, 0.0, 0.0, 1.0), (0.0, 2.0, 1.0, 1.0), (0.0, 0.0, float("nan"), 1.0)):
        with pytest.raises(UsageError, match="a box is"):
            asked(node, box)
