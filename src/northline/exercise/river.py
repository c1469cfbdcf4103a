"""The river as a place to sail on: metres along it and across it, and degrees.

Where the line runs on land, a strip along it takes the river's place; its middle is the line.
A point of the river is ``(s, d)``: ``s`` metres upstream along the middle, ``d`` metres
across, positive to the right of upstream, where Canada lies.  The middle is the scenario's
cross-sections joined and rounded by a Gaussian of `ROUNDING` metres.

The plane ``(x, y)`` is metres east and north of the middle of the window, with the radii of
curvature of WGS 84 there; over the 20 km of a window its scale is true to about 0.1 %.
Nothing is measured in it: the truth takes degrees and asks `northline.geo.line`.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from northline.exercise.scenario import Scenario

Floats = NDArray[np.float64]

STEP = 20.0
"""Metres between two points of the dense middle."""

ROUNDING = 120.0
"""One sigma, metres, of the Gaussian that rounds the bends of the middle."""


class Frame:
    """The local plane of a window: degrees to metres and back."""

    def __init__(self, scenario: Scenario) -> None:
        box = scenario.window
        self.lon0, self.lat0 = (box.west + box.east) / 2, (box.south + box.north) / 2
        sine = math.sin(math.radians(self.lat0))
        w = 1.0 - 6.69437999014e-3 * sine * sine
        radian = math.pi / 180.0
        self.east = 6378137.0 / math.sqrt(w) * math.cos(math.radians(self.lat0)) * radian
        self.north = 6378137.0 * (1.0 - 6.69437999014e-3) / (w * math.sqrt(w)) * radian

    def metres(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north of the frame's origin."""
        return (np.asarray(lon) - self.lon0) * self.east, (np.asarray(lat) - self.lat0) * self.north

    def degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude in degrees."""
        return self.lon0 + np.asarray(x) / self.east, self.lat0 + np.asarray(y) / self.north


class River:
    """The navigable water of a scenario, or the land along the line.

    Attributes:
        frame: its plane.
        length: metres along the middle.
        reaches: where each named cross-section lies, metres along the middle.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.frame = Frame(scenario)
        reaches = scenario.reaches
        x, y = self.frame.metres([r.lon for r in reaches], [r.lat for r in reaches])
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
        self.length = float(along[-1])
        self.reaches = {r.name: float(at) for r, at in zip(reaches, along, strict=True)}
        pad = 5 * ROUNDING
        dense = np.arange(-pad, self.length + pad, STEP)
        xs, ys = _straight_on(dense, along, x), _straight_on(dense, along, y)
        reach = int(4 * ROUNDING / STEP)
        kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * STEP / ROUNDING) ** 2)
        kernel /= kernel.sum()
        inner = slice(reach, -reach)
        self._s = dense[inner]
        self._x = np.convolve(xs, kernel, "valid")
        self._y = np.convolve(ys, kernel, "valid")
        dx, dy = np.gradient(self._x), np.gradient(self._y)
        norm = np.hypot(dx, dy)
        self._right_x, self._right_y = dy / norm, -dx / norm
        self._american = np.interp(self._s, along, [r.american for r in reaches])
        self._canadian = np.interp(self._s, along, [r.canadian for r in reaches])

    def across(self, s: ArrayLike, share: ArrayLike) -> Floats:
        """Metres across for a share of the way to the bank: -1 American, 1 Canadian."""
        u, at = np.asarray(share, np.float64), np.asarray(s, np.float64)
        canadian = np.interp(at, self._s, self._canadian)
        told: Floats = np.where(u > 0, canadian, np.interp(at, self._s, self._american)) * u
        return told

    def within(self, s: ArrayLike, d: ArrayLike, share: float) -> Floats:
        """The same metres across, but at most this share of the way to either bank."""
        return np.clip(d, self.across(s, -share), self.across(s, share))

    def place(self, s: ArrayLike, d: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north of points of the river."""
        at, off = np.asarray(s, np.float64), np.asarray(d, np.float64)
        x = np.interp(at, self._s, self._x) + off * np.interp(at, self._s, self._right_x)
        y = np.interp(at, self._s, self._y) + off * np.interp(at, self._s, self._right_y)
        return x, y

    def degrees(self, s: ArrayLike, d: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude of points of the river."""
        return self.frame.degrees(*self.place(s, d))

    def nearest(self, lon: float, lat: float) -> float:
        """Metres along the middle of the point of it that lies nearest to a place."""
        x, y = self.frame.metres(lon, lat)
        return float(self._s[np.argmin(np.hypot(self._x - x, self._y - y))])

    def water(self) -> tuple[Floats, Floats]:
        """The ring of the navigable water: longitudes and latitudes, first point repeated."""
        inside = self._s[(self._s > 0.0) & (self._s < self.length)]
        s = np.concatenate([[0.0], inside, [self.length]])
        right = self.degrees(s, self.across(s, 1.0))
        left = self.degrees(s[::-1], self.across(s[::-1], -1.0))
        lon, lat = (np.concatenate([r, q, r[:1]]) for r, q in zip(right, left, strict=True))
        return lon, lat


def _straight_on(at: Floats, along: Floats, values: Floats) -> Floats:
    """Interpolate, going straight on beyond the ends."""
    inside = np.interp(at, along, values)
    first = (values[1] - values[0]) / (along[1] - along[0])
    last = (values[-1] - values[-2]) / (along[-1] - along[-2])
    before = np.minimum(at - along[0], 0.0) * first
    told: Floats = inside + before + np.maximum(at - along[-1], 0.0) * last
    return told
