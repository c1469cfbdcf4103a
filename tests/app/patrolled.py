"""Tracks of units on patrol, as a recorder writes them and as the unit itself reports them."""

import json
from pathlib import Path

from northline.app.node import Node
from northline.geo.line import point_at
from northline.records.time import format_instant
from northline.records.units import Micros

BEGAN = 1_785_600_000_000_000
"""2026-08-01T16:00:00Z, us."""


def at(second: float) -> str:
    """The instant so many seconds after the beginning."""
    return format_instant(Micros(BEGAN + round(second * 1e6)))


def places(
    seconds: list[float], *, km: float = 2_289.0, speed: float = 2.0
) -> list[tuple[float, float]]:
    """Along the line from a kilometre on, at so many metres a second."""
    lon, lat = point_at("atlantic-pacific", [km + speed * each / 1e3 for each in seconds])
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def gpx(
    seconds: list[float], *, km: float = 2_289.0, speed: float = 2.0, name: str = "EX"
) -> bytes:
    """A recorded track."""
    points = "".join(
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><time>{at(second)}</time></trkpt>\n'
        for second, (lon, lat) in zip(seconds, places(seconds, km=km, speed=speed), strict=True)
    )
    head = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk><name>{name}</name><trkseg>{points}</trkseg></trk></gpx>".encode()


def heard(
    node: Node, folder: Path, unit: str, seconds: list[float], *, mode: str = "boat", **more: float
) -> None:
    """The unit reports where it is, and the engine keeps its log."""
    rows = [
        {"identity": unit, "at": at(second), "mode": mode, "lon": lon, "lat": lat, "crew": 2}
        for second, (lon, lat) in zip(seconds, places(seconds, **more), strict=True)
    ]
    path = folder / f"reports-{len(list(folder.iterdir()))}.json"
    path.write_text(json.dumps(rows))
    assert node.ingest("units", path).rejected == 0
    node.run("patrol-log")


def steady(seconds: float, every: float = 10.0, since: float = 0.0) -> list[float]:
    """Seconds of fixes, each so long after the one before, both ends included."""
    return [since + every * k for k in range(int(seconds // every) + 1)]
