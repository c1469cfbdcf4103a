"""What friendly units report of themselves, and what of it reaches the feed."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise import cot_writer
from northline.exercise.cot_writer import Told
from northline.exercise.motion import Sailed
from northline.exercise.patrols import Unit
from northline.exercise.relay import Relay
from northline.exercise.reporting import drift, due, shifted
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Reports
from northline.records.units import Micros

Floats = NDArray[np.float64]

DRAIN = 600
"""Seconds in which a device loses one percent of its charge."""

CHAT = ("Radio check", "On station", "Continuing patrol", "Nothing to report")
"""What is said in the chat, over and over."""


class Marched(msgspec.Struct, frozen=True, kw_only=True):
    """The true ways of n units at t seconds, (n, t) arrays in degrees.

    ``gone`` is uid -> second from which its radio is dead.
    """

    units: list[Unit]
    sailed: Sailed
    lon: Floats
    lat: Floats
    gone: Mapping[str, int] = MappingProxyType({})


def report(
    marched: Marched, scenario: Scenario, relay: Relay, random: np.random.Generator
) -> list[Reports]:
    """Say all that the units report to the relay; when each fixed its positions."""
    said = [_reports(marched, i, scenario, relay, random) for i in range(len(marched.units))]
    _chat(marched, scenario, relay, random)
    return said


def _reports(
    marched: Marched, i: int, scenario: Scenario, relay: Relay, random: np.random.Generator
) -> Reports:
    unit, sailed, patrols = marched.units[i], marched.sailed, scenario.patrols
    assert patrols is not None
    rhythm = np.full(scenario.duration, unit.every)
    fixed = np.unique(np.array(due(rhythm, sailed.here[i], random)).astype(np.int64))
    errors = drift(fixed, patrols.noise, patrols.correlation, random)
    lon, lat = shifted(marched.lon[i, fixed], marched.lat[i, fixed], *errors)
    delivered, dead = [], marched.gone.get(unit.uid, scenario.duration)
    for k, second in enumerate(fixed.tolist()):
        at = Micros(scenario.begins + second * 10**6)
        event = cot_writer.report(
            Told(
                uid=unit.uid,
                callsign=unit.callsign,
                type=unit.type,
                team=unit.team,
                at=at,
                stale=Micros(at + round(patrols.stale * 1e6)),
                lon=float(lon[k]),
                lat=float(lat[k]),
                height=unit.height,
                error=patrols.noise,
                course=float(sailed.heading[i, second]) % 360.0,
                speed=float(sailed.speed[i, second]),
                battery=max(unit.battery - second // DRAIN, 1),
                states=unit.states,
            )
        )
        sent = second + float(random.uniform(0.0, 0.5))
        if second >= dead:
            relay.skip()
            continue
        if relay.send(event, sent, hurt=cot_writer.damaged(event)).whole:
            delivered.append(float(second))
    said = fixed[fixed < dead].astype(float)
    return Reports(tuple(said.tolist()), tuple(delivered))


def _chat(marched: Marched, scenario: Scenario, relay: Relay, random: np.random.Generator) -> None:
    patrols, units = scenario.patrols, marched.units
    assert patrols is not None
    at, number = float(random.uniform(0.0, patrols.chat_seconds)), 0
    while units and at < scenario.duration:
        unit = units[int(random.integers(len(units)))]
        now = Micros(scenario.begins + int(at) * 10**6)
        text = f"EXERCISE {CHAT[number % len(CHAT)]}"
        event = cot_writer.chat(
            number, unit.uid, unit.callsign, text, now, Micros(now + 86_400 * 10**6)
        )
        if at >= marched.gone.get(unit.uid, scenario.duration):
            relay.skip()
        else:
            relay.send(event, at, hurt=cot_writer.damaged(event))
        at, number = at + patrols.chat_seconds, number + 1
