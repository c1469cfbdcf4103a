r"""Where an officer's radio is heard: within a site's range, and in its line of sight.

A site at height :math:`h_s` and a radio at height :math:`h_r` reach each other within the range that
the site states (else ``radio_range``), no farther than the radio horizon of the round earth
(`northline.geo.sight`, k = 4/3), and not through ground, where somebody provides it.  It is no model
of a radio: power, noise, woods and buildings are in it only as far as the stated range holds them.

Without a single site that works, nothing can be said: `reached` is None then.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from northline.engines.safety.params import SafetyParams
from northline.geo.distance import near_distance
from northline.geo.elevation import Elevation
from northline.geo.sight import RADAR, Eye, in_sight

Flags = NDArray[np.bool_]

OUT = frozenset({"down", "maintenance"})
"""States of a site in which it reaches nobody."""

SITE_HEIGHT = 30.0
"""How high the antenna of a site stands that does not say, metres: a mast of its own."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A radio site.

    Attributes:
        identity: its own.
        lon: degrees.
        lat: degrees.
        range: how far it reaches, metres, or None where it does not say.
        height: of its antenna above the ground, metres, or None.
        state: whether it works.
        at: us of its newest statement.
        id: record that says so.
        marking: of that record.
        received: us.
    """

    identity: str
    lon: float
    lat: float
    range: float | None = None
    height: float | None = None
    state: str = "unknown"
    at: int = 0
    id: bytes = b""
    marking: int = 0
    received: int = 0

    @property
    def works(self) -> bool:
        """Whether it can reach anybody."""
        return self.state not in OUT


def reached(
    sites: Sequence[Site],
    lon: ArrayLike,
    lat: ArrayLike,
    params: SafetyParams,
    ground: Elevation | None = None,
) -> Flags | None:
    """Which of (n,) places a radio is heard at, bool; None where no site works or is known.

    Args:
        sites: the radio sites.
        lon: degrees.
        lat: degrees.
        params: height of radios, and the range of sites that state none.
        ground: how high it stands; None is the round earth alone.
    """
    working = [each for each in sites if each.works]
    if not working:
        return None
    x, y = (np.atleast_1d(np.asarray(each, np.float64)) for each in (lon, lat))
    found = np.zeros(len(x), np.bool_)
    for each in working:
        reach = params.radio_range if each.range is None else each.range
        near = ~found & (near_distance(each.lon, each.lat, x, y) <= reach)
        if near.any():
            eye = Eye(
                each.lon, each.lat, SITE_HEIGHT if each.height is None else each.height, RADAR
            )
            found[near] = in_sight(eye, x[near], y[near], float(params.radio_height), ground)
    return found
