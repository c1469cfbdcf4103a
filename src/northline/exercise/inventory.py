"""The registry of sensors as somebody keeps it: what stands where, and what has fallen silent.

::

    identity,at,state,sort,name,operator,lon,lat,height,range,bearing_from,bearing_to,revisit,...
    asterix:0/11,2026-08-15T18:00:10Z,working,radar,EX TOWER SANDWICH,local,-83.0755,42.3042,...

Northline's own format ``sensors`` (CSV).  It is told shortly after the beginning, and again for a
sensor that is down or back.
"""

import csv
import io
from collections.abc import Mapping, Sequence

from northline.exercise.channels import HOST
from northline.exercise.relay import Relay
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Watching
from northline.records.time import format_instant
from northline.records.units import Micros

COLUMNS = (
    "identity", "at", "state", "sort", "name", "operator", "lon", "lat", "height", "nearest",
    "range", "bearing_from", "bearing_to", "revisit", "range_sigma", "azimuth_sigma", "detection",
    "false_alarms",
)  # fmt: skip

TOLD = 10
"""Exercise second of which the registry speaks at first."""

OURS = "ex-host"
"""Operator of what is the node's own."""


def tell(scenario: Scenario, watches: Sequence[Watching], relay: Relay) -> None:
    """Say the registry to the relay."""
    assert scenario.registry is not None
    relay.send(_row(dict(zip(COLUMNS, COLUMNS, strict=True))), 0.0, hurt=b"", spare=True)
    rows = [(float(TOLD), row) for row in _standing(scenario)]
    known = {row["identity"] for _, row in rows}
    for watch in watches:
        for since, until in watch.outages if watch.sensor in known else ():
            if since + scenario.registry.noticed < until:
                down = {"identity": watch.sensor, "state": "down"}
                rows.append((since + scenario.registry.noticed, down))
                rows.append((until, {"identity": watch.sensor, "state": "working"}))
    for second, row in sorted(rows, key=lambda each: (each[0], each[1]["identity"])):
        at = format_instant(Micros(scenario.begins + round(second * 1e6)))
        line = _row({**row, "at": at})
        relay.send(
            line, second, hurt=line.replace(b",working,", b",fine,").replace(b",down,", b",off,")
        )


def _standing(scenario: Scenario) -> list[dict[str, str]]:
    """Towers and cameras as they are planned."""
    told = []
    for tower in scenario.towers:
        turns = 3600.0 / tower.period
        nothing = (tower.false_plots + tower.clutter * tower.clutter_share) * turns
        told.append(
            {
                "identity": tower.identity,
                "sort": "radar",
                "name": tower.name,
                "operator": tower.operator.replace(HOST, OURS),
                "lon": f"{tower.lon:.5f}",
                "lat": f"{tower.lat:.5f}",
                "nearest": f"{tower.nearest:g}",
                "range": f"{tower.range:g}",
                "revisit": f"{tower.period:g}",
                "range_sigma": f"{tower.range_sigma:g}",
                "azimuth_sigma": f"{tower.azimuth_sigma:g}",
                "detection": ";".join(tower.detection),
                "false_alarms": f"{nothing:.0f}",
            }
        )
    for camera in scenario.cameras:
        told.append(
            {
                "identity": camera.identity,
                "sort": "camera",
                "name": camera.name,
                "operator": OURS,
                "lon": f"{camera.lon:.5f}",
                "lat": f"{camera.lat:.5f}",
                "height": f"{camera.height:g}",
                "range": f"{camera.range:g}",
                "bearing_from": f"{camera.bearing_from:g}",
                "bearing_to": f"{camera.bearing_to:g}",
                "revisit": f"{camera.period:g}",
                "azimuth_sigma": f"{camera.azimuth_sigma:g}",
                "detection": ";".join(camera.detection),
                "false_alarms": f"{camera.false_alarms:g}",
            }
        )
    return [{"state": "working", **row} for row in told]


def _row(values: Mapping[str, str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([values.get(name, "") for name in COLUMNS])
    return line.getvalue().encode()
