"""What the transponders of aircraft say, and what of it reaches the feed.

Positions go out by turns even and odd, velocities and identifications between them, each at
the scenario's own rhythm give or take a twentieth; receivers hear far more, and a network thins
it.  The feed gets one frame a line with the Unix time of reception, as receivers with a clock
log it: frames themselves carry no time, and an exercise runs at any speed.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise import adsb_frames
from northline.exercise.motion import Sailed
from northline.exercise.relay import Relay
from northline.exercise.reporting import drift, due, shifted
from northline.exercise.scenario import Scenario
from northline.exercise.skies import Aircraft
from northline.exercise.truth import Reports
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Floats = NDArray[np.float64]


class Flown(msgspec.Struct, frozen=True, kw_only=True):
    """The true flights of n aircraft at t seconds, (n, t) arrays: degrees, metres."""

    fleet: list[Aircraft]
    sailed: Sailed
    lon: Floats
    lat: Floats
    height: Floats


def transmit(
    flown: Flown, scenario: Scenario, relay: Relay, random: np.random.Generator
) -> list[Reports]:
    """Say all that the transponders say to the relay; when each fixed its positions."""
    said = []
    for i, aircraft in enumerate(flown.fleet):
        if not aircraft.address:
            said.append(Reports())
            continue
        said.append(_positions(flown, i, scenario, relay, random))
        _others(flown, i, scenario, relay, random)
    return said


def _positions(
    flown: Flown, i: int, scenario: Scenario, relay: Relay, random: np.random.Generator
) -> Reports:
    skies, sailed = scenario.aircraft, flown.sailed
    assert skies is not None
    rhythm = np.full(scenario.duration, skies.position_seconds)
    seconds = np.array(due(rhythm, sailed.here[i], random))
    at = np.round(seconds, 6)
    lon, lat = (at_seconds(row, at) for row in (flown.lon[i], flown.lat[i]))
    lon, lat = shifted(
        lon, lat, *drift(at.astype(np.int64), skies.noise, skies.correlation, random)
    )
    height = at_seconds(flown.height[i], at)
    delivered = []
    address = flown.fleet[i].address
    for k, second in enumerate(at.tolist()):
        odd = bool(k % 2)
        frame = adsb_frames.position(address, lon[k], lat[k], height[k], odd=odd)
        if _send(relay, frame, second, scenario, random):
            delivered.append(second)
    return Reports(tuple(at.tolist()), tuple(delivered))


def _others(
    flown: Flown, i: int, scenario: Scenario, relay: Relay, random: np.random.Generator
) -> None:
    """Velocities and identifications."""
    skies, sailed, aircraft = scenario.aircraft, flown.sailed, flown.fleet[i]
    assert skies is not None
    rhythm = np.full(scenario.duration, skies.velocity_seconds)
    climb = np.gradient(flown.height[i])
    for second in due(rhythm, sailed.here[i], random):
        now = int(second)
        knots = sailed.speed[i, now] / METRES_PER_SECOND_IN_A_KNOT
        course = float(sailed.heading[i, now])
        frame = adsb_frames.velocity(aircraft.address, float(knots), course, float(climb[now]))
        _send(relay, frame, second, scenario, random)
    rhythm = np.full(scenario.duration, skies.identification_seconds)
    frame = adsb_frames.identification(aircraft.address, aircraft.callsign, aircraft.category)
    for second in due(rhythm, sailed.here[i], random):
        _send(relay, frame, second, scenario, random)


def _send(
    relay: Relay, frame: bytes, second: float, scenario: Scenario, random: np.random.Generator
) -> bool:
    at = scenario.begins / 1e6 + second
    hurt = adsb_frames.damaged(frame, int(random.integers(6)))
    line = adsb_frames.line
    return relay.send(line(frame, at), second, hurt=line(hurt, at)).whole


def at_seconds(history: Floats, seconds: Floats) -> Floats:
    """A (t,) history, one value a second, at seconds with fractions."""
    told: Floats = np.interp(seconds, np.arange(len(history)), history)
    return told
