"""Which ports excuse what is of unknown sort."""

import pytest

from northline.engines.crossing.arrival import ports_for
from northline.engines.crossing.passage import Meeting
from northline.geo.ports import Kind, Mode, Port, is_open, ports
from northline.records.position import Craft
from northline.records.units import Metres, Micros

NOON = Micros(1_802_000_000_000_000)


def at(port: Port) -> Meeting:
    return Meeting(
        at=NOON, at_sigma=1.0, lon=float(port.lon or 0.0), lat=float(port.lat or 0.0), sigma=5.0,
        segment="atlantic-pacific", km=0.0, certainty=0.99, agreed=True, speed=None, course=None,
    )  # fmt: skip


def of_kind(kind: Kind) -> Port:
    return next(
        each
        for each in ports()
        if each.kind is kind
        and Mode.ROAD in each.modes
        and each.lon is not None
        and is_open(each, NOON)
    )


@pytest.mark.parametrize(("kind", "excused"), [(Kind.LAND, True), (Kind.BRIDGE, False)])
def test_what_may_be_a_vehicle_crosses_at_a_port_where_the_line_is_on_land(
    kind: Kind, excused: bool
) -> None:
    port = of_kind(kind)
    near = ports_for(Craft.UNKNOWN, at(port), Metres(50.0))
    assert (near.at is not None) is excused
    assert (near.open is not None) is excused
    assert ports_for(Craft.VEHICLE, at(port), Metres(50.0)).at is not None
