r"""Columns of plots and positions into the rows that the kernels take.

A range r and an azimuth \theta (errors \sigma_r, \sigma_\theta) become a place and its covariance
without bias (Mo, Song, Zhou, Sun and Bar-Shalom 1998, *Unbiased converted measurements for
tracking*, IEEE Trans. AES 34): the place lies at r / \lambda on the geodesic, and

.. math::
    R = (\lambda^{-2} - 2) r^2 a a^T + \tfrac12 (r^2 + \sigma_r^2)
        \begin{pmatrix} 1 - \mu \cos 2\theta & \mu \sin 2\theta \\
                        \mu \sin 2\theta & 1 + \mu \cos 2\theta \end{pmatrix}, \quad
    \lambda = e^{-\sigma_\theta^2 / 2}, \; \mu = e^{-2 \sigma_\theta^2}

with a = (\sin\theta, \cos\theta) east and north, as \theta counts clockwise from north.  A slant
range becomes one over ground where both heights are stated.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.engines.fusion.params import CRAFTS, FusionParams
from northline.engines.fusion.state import DIRECTION, OWN, PLACE, REPORT, Reports, Sensed
from northline.geo.distance import destination
from northline.records.plot import Measure
from northline.records.position import AltitudeReference, Craft
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Floats = NDArray[np.float64]
REFERENCES: tuple[str | None, ...] = (None, *(each.value for each in AltitudeReference))
"""What an altitude is measured from, by its code; 0 is nothing."""

MEASURES = pa.array([each.value for each in Measure])
SORTS = pa.array([craft.value for craft in CRAFTS])
STILL = pa.array([Craft.STATION.value, Craft.AID.value])
STATED = pa.array(REFERENCES[1:], pa.string())

HIGHEST_LATITUDE = 89.0
"""Beyond it a plane of longitudes and latitudes no longer serves; no report is used."""

MICROS = 1_000_000
LEAST_BEHIND, MOST_BEHIND = 3, 56
"""Seconds by which a fix may be older than its report says; what is nearer is a matter of clocks."""

SURELY_IN_THE_AIR = 4_500.0
"""No ground along the line is so high, m."""


class Names:
    """Names and their places in a list that only grows."""

    def __init__(self, names: list[str]) -> None:
        """With these so far."""
        self.names = names
        self._place = {name: k for k, name in enumerate(names)}

    def places(self, column: pa.ChunkedArray) -> NDArray[np.int32]:
        """Place of each row's name, int32 (n,); -1 where it is null."""
        if column.null_count == len(column):
            return np.full(len(column), -1, np.int32)
        coded = _strings(column).dictionary_encode()
        places = np.array([self._of(name) for name in coded.dictionary.to_pylist()], np.int32)
        return np.append(places, np.int32(-1))[_filled(coded.indices, -1)]

    def _of(self, name: str) -> int:
        if name not in self._place:
            self._place[name] = len(self.names)
            self.names.append(name)
        return self._place[name]


def plots_of(
    table: pa.Table, sensors: Names, known: list[Sensed], identities: Names, params: FusionParams
) -> tuple[Reports, NDArray[np.int64]]:
    """Read a table of plots.

    Args:
        table: the plots, (n,).
        sensors: names of the sensors; new ones are added.
        known: what is known of them, by place; made longer for new ones.
        identities: names of identities; new ones are added.
        params: errors where neither the plot nor its sensor says.

    Returns:
        rows of `REPORT`, (n,), in their order; int64 (n,): 0 usable, 1 a test, 2 without a place,
        3 usable, and of a ground sensor.
    """
    n = table.num_rows
    rows = _common(table, identities)
    rows["sensor"] = sensors.places(table.column("sensor"))
    known.extend(Sensed(name=name) for name in sensors.names[len(known) :])
    errors = np.array([[s.range_sigma, s.azimuth_sigma] for s in known], np.float64)
    range_sigma = _else(
        _floats(table, "range_sigma"), errors[rows["sensor"], 0], params.range_sigma
    )
    azimuth_sigma = np.radians(
        _else(_floats(table, "azimuth_sigma"), errors[rows["sensor"], 1], params.azimuth_sigma)
    )
    words = [each.value for each in Measure]
    measure = _coded(table, "measure", MEASURES)
    azimuth, eye = _floats(table, "azimuth"), _floats(table, "sensor_altitude")
    from_lon, from_lat = _floats(table, "sensor_lon"), _floats(table, "sensor_lat")
    lon, lat = _floats(table, "lon"), _floats(table, "lat")
    sigma = _else(_floats(table, "sigma"), np.full(n, np.nan), params.sigma_unstated)
    rows["lon"], rows["lat"] = lon, lat
    rows["xx"] = rows["yy"] = sigma * sigma
    polar = (measure == words.index(Measure.POLAR)) & ~np.isnan(azimuth + from_lon + from_lat)
    slant = _floats(table, "range")
    polar &= (slant > 0.0) & (np.abs(from_lat) <= HIGHEST_LATITUDE)
    if polar.any():
        ground = _over_ground(slant, rows["altitude"], eye)
        _from_polar(rows, polar, ground, range_sigma, azimuth, azimuth_sigma, from_lon, from_lat)
    direction = measure == words.index(Measure.BEARING)
    rows["form"] = np.where(direction, DIRECTION, PLACE)
    rows["azimuth"] = np.radians(np.nan_to_num(azimuth))
    rows["lon"][direction], rows["lat"][direction] = from_lon[direction], from_lat[direction]
    rows["xx"][direction] = azimuth_sigma[direction] ** 2
    high = (rows["craft"] == 0) & (rows["altitude"] > SURELY_IN_THE_AIR)
    rows["craft"][high] = CRAFTS.index(Craft.AIRCRAFT)
    rows["group"] = _filled(_whole(table.column("group")), 0)
    fate = np.where(measure == words.index(Measure.TRIP), 3, 0)
    fate[~_placed(rows) | (direction & np.isnan(azimuth))] = 2
    fate[np.asarray(table.column("test"), bool)] = 1
    return rows, fate


def positions_of(
    table: pa.Table, identities: Names, params: FusionParams
) -> tuple[Reports, NDArray[np.int64]]:
    """Read a table of positions, as `plots_of`; fate 4: of a sort that does not move."""
    rows = _common(table, identities)
    rows["sensor"], rows["form"] = -1, OWN
    rows["at"] -= _behind(rows["at"], _floats(table, "second"))
    accurate = np.asarray(pc.fill_null(table.column("accurate"), False), bool)
    usual = np.where(accurate, params.sigma_accurate, params.sigma_unstated)
    sigma = _else(_floats(table, "sigma"), usual, params.sigma_unstated)
    rows["lon"], rows["lat"] = _floats(table, "lon"), _floats(table, "lat")
    rows["xx"] = rows["yy"] = sigma * sigma
    fate = np.where(_placed(rows), 0, 2)
    fate[_coded(table, "craft", STILL) >= 0] = 4
    return rows, fate


def _behind(at: NDArray[np.int64], second: Floats) -> NDArray[np.int64]:
    """How long before its instant a position was fixed, us, by the second of the minute it states.

    A receiver often states when it got a report, which on some ways is up to a minute later.
    """
    late = np.mod(
        at // MICROS - np.where((second >= 0.0) & (second < 60.0), second, at // MICROS), 60
    )
    return np.where((late >= LEAST_BEHIND) & (late <= MOST_BEHIND), late * MICROS, 0).astype(
        np.int64
    )


def _common(table: pa.Table, identities: Names) -> Reports:
    """What plots and positions share."""
    rows = np.zeros(table.num_rows, REPORT)
    rows["id"] = np.frombuffer(b"".join(table.column("id").to_pylist()), "<u8").reshape(-1, 2)
    rows["at"], rows["received"] = _instants(table, "at"), _instants(table, "received")
    rows["marking"] = np.asarray(table.column("marking"), np.uint64)
    rows["identity"] = identities.places(table.column("identity"))
    rows["craft"] = np.maximum(_coded(table, "craft", SORTS), 0)
    rows["untimed"] = ~np.asarray(table.column("timed"), bool)
    speed = _floats(table, "speed_knots") * METRES_PER_SECOND_IN_A_KNOT
    course = np.radians(_floats(table, "course"))
    rows["east"], rows["north"] = speed * np.sin(course), speed * np.cos(course)
    rows["reference"] = _coded(table, "altitude_reference", STATED) + 1
    rows["altitude"] = np.where(rows["reference"] > 0, _floats(table, "altitude"), np.nan)
    return rows


def _from_polar(
    rows: Reports, polar: NDArray[np.bool_], r: Floats, range_sigma: Floats, azimuth: Floats,
    azimuth_sigma: Floats, from_lon: Floats, from_lat: Floats,
) -> None:  # fmt: skip
    """Write places and covariances of plots with range and azimuth; see the module."""
    r, square_r = r[polar], range_sigma[polar] ** 2
    theta, square = np.radians(azimuth[polar]), azimuth_sigma[polar] ** 2
    back = np.exp(square)
    sine, cosine = np.sin(theta), np.cos(theta)
    away = r * np.exp(0.5 * square)
    lon, lat = destination(from_lon[polar], from_lat[polar], azimuth[polar], away)
    rows["lon"][polar], rows["lat"][polar] = lon, lat
    shrunk, mean = np.exp(-2.0 * square), 0.5 * (r * r + square_r)
    along = (back - 2.0) * r * r
    twice_sine, twice_cosine = 2.0 * sine * cosine, cosine * cosine - sine * sine
    rows["xx"][polar] = along * sine * sine + mean * (1.0 - shrunk * twice_cosine)
    rows["yy"][polar] = along * cosine * cosine + mean * (1.0 + shrunk * twice_cosine)
    rows["xy"][polar] = along * sine * cosine + mean * shrunk * twice_sine


def _over_ground(slant: Floats, altitude: Floats, eye: Floats) -> Floats:
    """Range over ground, m, where both heights are stated and leave one; else the slant range."""
    up = altitude - eye
    square = slant * slant - up * up
    return np.where(square > 0.0, np.sqrt(np.maximum(square, 0.0)), slant)


def _placed(rows: Reports) -> NDArray[np.bool_]:
    """Whether a row has a place on earth and an error that is one."""
    placed = (np.abs(rows["lon"]) <= 180.0) & (np.abs(rows["lat"]) <= HIGHEST_LATITUDE)
    placed &= (rows["xx"] > 0.0) & (rows["xx"] < np.inf)
    return np.asarray(placed & ((rows["form"] == DIRECTION) | (rows["yy"] > 0.0)), bool)


def _else(first: Floats, second: Any, third: float) -> Floats:
    """The first that is stated, row by row."""
    found = np.where(np.isnan(first), second, first)
    return np.where(np.isnan(found), third, found)


def _whole(column: Any) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _strings(column: pa.ChunkedArray) -> pa.Array:
    return _whole(column if column.type == pa.string() else column.cast(pa.string()))


def _coded(table: pa.Table, name: str, words: pa.Array) -> NDArray[np.int64]:
    """Place of each row's word among these, (n,); -1 where it is null or another."""
    column = table.column(name)
    if column.null_count == len(column):
        return np.full(len(column), -1, np.int64)
    return _filled(pc.index_in(_strings(column), words), -1)


def _filled(column: pa.Array, value: int) -> NDArray[np.int64]:
    if column.null_count:
        column = pc.fill_null(column, value)
    return np.asarray(column.to_numpy(zero_copy_only=False), np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), np.float64)


def _instants(table: pa.Table, name: str) -> NDArray[np.int64]:
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), np.int64)
