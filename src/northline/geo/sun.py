r"""How high the sun stands: for whether it is day or night at a place.

NOAA's general solar position calculations (NOAA Global Monitoring Division, after Meeus 1998,
*Astronomical Algorithms*, chapter 25), without refraction: of the true altitude within 0.01 degrees
from 1950 to 2050.  With T the Julian centuries since 2000 January 1.5, the sun's mean longitude
:math:`L`, mean anomaly :math:`M` and apparent longitude :math:`\lambda`,

.. math:: \sin\delta = \sin\varepsilon \sin\lambda, \qquad
          \sin h = \sin\varphi \sin\delta + \cos\varphi \cos\delta \cos H

where :math:`\varepsilon` is the obliquity of the ecliptic and H the hour angle by the equation of time.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

CIVIL = -6.0
"""Degrees of altitude at the end of civil twilight: until then one sees without a lamp."""

_MICROS_A_DAY = 86_400_000_000.0
_J2000 = 10_957.5
"""Days from 1970 January 1.0 to 2000 January 1.5."""


def altitude(lon: ArrayLike, lat: ArrayLike, at: ArrayLike) -> Floats:
    """Altitude of the sun's middle, degrees, shaped as the three are together.

    Args:
        lon: degrees, east positive.
        lat: degrees.
        at: microseconds since 1970 UTC.
    """
    days = np.asarray(at, np.float64) / _MICROS_A_DAY
    century = (days - _J2000) / 36_525.0
    longitude = np.radians((280.46646 + century * (36_000.76983 + 0.0003032 * century)) % 360.0)
    anomaly = np.radians(357.52911 + century * (35_999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    centre = (
        np.sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
        + np.sin(2.0 * anomaly) * (0.019993 - 0.000101 * century)
        + np.sin(3.0 * anomaly) * 0.000289
    )
    node = np.radians(125.04 - 1934.136 * century)
    apparent = longitude + np.radians(centre - 0.00569 - 0.00478 * np.sin(node))
    oblique = np.radians(
        23.0
        + (26.0 + (21.448 - century * (46.815 + century * (0.00059 - 0.001813 * century))) / 60.0)
        / 60.0
        + 0.00256 * np.cos(node)
    )
    declination = np.arcsin(np.sin(oblique) * np.sin(apparent))
    y = np.tan(oblique / 2.0) ** 2
    equation = 4.0 * np.degrees(
        y * np.sin(2.0 * longitude)
        - 2.0 * eccentricity * np.sin(anomaly)
        + 4.0 * eccentricity * y * np.sin(anomaly) * np.cos(2.0 * longitude)
        - 0.5 * y**2 * np.sin(4.0 * longitude)
        - 1.25 * eccentricity**2 * np.sin(2.0 * anomaly)
    )
    minutes = (days % 1.0) * 1440.0 + equation + 4.0 * np.asarray(lon, np.float64)
    hour = np.radians(minutes / 4.0 - 180.0)
    phi = np.radians(np.asarray(lat, np.float64))
    sine = np.sin(phi) * np.sin(declination) + np.cos(phi) * np.cos(declination) * np.cos(hour)
    found: Floats = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    return found
