"""A drone of the exercise: where it flies, what its camera finds, and what it says in KLV.

It flies to and fro along its own side of the line and looks across it.  When a body of those who
transmit nothing is within its range it stays with that for a while, and each packet then has the
target's place too (MISB ST 0601, tags 40, 41, 45).  Packets go out in an MPEG transport stream, one
payload a datagram, each with the mission ``EXERCISE``.
"""

import numpy as np

from northline.exercise.instruments import Drone
from northline.exercise.looks import chance_of
from northline.exercise.motion import sail
from northline.exercise.movers import Movers
from northline.exercise.relay import Relay
from northline.exercise.reporting import shifted
from northline.exercise.river import Floats, River
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Watching
from northline.exercise.vessels import Course, Stage
from northline.exercise.watches import Dice, Watch
from northline.formats.klv_rows import CE90_IN_SIGMAS
from northline.formats.klv_said import Said
from northline.formats.klv_writing import local_set
from northline.formats.mpeg_ts_writing import Muxer
from northline.geo.distance import near_distance

ROUNDS = 8
TURN, PULL = 12.0, 3.0
"""Degrees a second and metres per second squared that it can."""

STEP = 250.0
"""Metres from one point of its course to the next: it keeps its distance from the line."""

WIDTH = 240.0
"""Metres on the ground that a frame is wide."""

GROUND = 200.0
"""Height of what it looks at above the ellipsoid, metres, about."""

PACKET = 188


def fly(
    drone: Drone, movers: Movers, river: River, scenario: Scenario, relay: Relay, dice: Dice
) -> Watch:
    """Say all that a drone says to the relay."""
    lon, lat, heading, speed = _flown(drone, river, scenario, dice.imagined)
    held = _held(drone, movers, lon, lat, scenario, dice.seen)
    sideways = _ahead(drone, river, scenario, lon, lat)
    muxer = Muxer()
    detected: dict[int, list[float]] = {}
    sent = arrived = 0
    for second in np.arange(0.0, scenario.duration - drone.every, drone.every).tolist():
        now, at = int(second), scenario.begins + round(second * 1e6)
        mover = held[now]
        noise = dice.imagined.normal(0.0, drone.noise, 2)
        (own_lon,), (own_lat,) = shifted(lon[now : now + 1], lat[now : now + 1], *noise)
        said = Said(
            time=at,
            mission="EXERCISE",
            tail=drone.tail,
            designation=drone.designation,
            view="EX EO/IR",
            version=19,
            lon=float(own_lon),
            lat=float(own_lat),
            height=drone.height,
            heading=float(heading[now]) % 360.0,
            course=float(heading[now]) % 360.0,
            speed=float(speed[now]),
            width=WIDTH,
            centre_lon=float(sideways[0][now]),
            centre_lat=float(sideways[1][now]),
            centre_height=GROUND,
        )
        if mover >= 0:
            sigma = drone.ce90 / CE90_IN_SIGMAS
            off = dice.seen.normal(0.0, sigma, 2)
            here = slice(now, now + 1)
            (far_lon,), (far_lat,) = shifted(movers.lon[mover, here], movers.lat[mover, here], *off)
            said.target_lon, said.target_lat = float(far_lon), float(far_lat)
            said.centre_lon, said.centre_lat = float(far_lon), float(far_lat)
            said.ce90 = drone.ce90
            sent += 1
        klv = local_set(said)
        datagram = muxer.packets(klv, at)
        hurt = datagram[:-4] + bytes(byte ^ 0x5A for byte in datagram[-4:])
        fate = relay.send(datagram, second, hurt=hurt, units=_packets(klv))
        if fate.whole and mover >= 0:
            arrived += 1
            detected.setdefault(mover, []).append(second)
    truth = Watching(
        sensor=drone.identity,
        name=f"EX {drone.tail}",
        feed=relay.feed,
        detections=sent,
        arrived=arrived,
        false=0,
    )
    return Watch(truth=truth, detected=detected)


def _packets(klv: bytes) -> int:
    """Transport packets that a payload takes: 14 bytes of its own head come before it."""
    return -(-(len(klv) + 14) // (PACKET - 4))


def _flown(
    drone: Drone, river: River, scenario: Scenario, random: np.random.Generator
) -> tuple[Floats, Floats, Floats, Floats]:
    """Degrees, degrees true and metres a second, second by second."""
    stage = Stage(scenario, river, random)
    low, high = sorted(river.reaches[name] for name in drone.between)
    leg = np.linspace(low, high, max(int((high - low) // STEP), 1) + 1)
    course = Course(stage, low, stage.off_line(low, drone.off), drone.speed, 0.0)
    for number in range(ROUNDS):
        for to in leg[1:] if number % 2 == 0 else leg[-2::-1]:
            course.go(float(to), stage.off_line(float(to), drone.off))
    sailing = course.sailing(_Wings())
    sailed = sail([sailing], scenario.duration, random)
    lon, lat = river.frame.degrees(sailed.x[0], sailed.y[0])
    return lon, lat, sailed.heading[0], sailed.speed[0]


class _Wings:
    turn, acceleration = TURN, PULL


def _ahead(
    drone: Drone, river: River, scenario: Scenario, lon: Floats, lat: Floats
) -> tuple[Floats, Floats]:
    """Where it looks while it holds nothing: across the line, sweeping, half as far as it sees."""
    second = np.arange(len(lon))
    away = 0.4 * drone.range * np.sin(2.0 * np.pi * second / 45.0)
    side = -np.sign(drone.off or 1.0) * 0.3 * drone.range
    x, y = river.frame.metres(lon, lat)
    s = np.array(
        [river.nearest(float(a), float(b)) for a, b in zip(lon[::20], lat[::20], strict=True)]
    )
    along = np.interp(second, second[::20], s)
    ux, uy = river.place(along, np.zeros_like(along))
    vx, vy = river.place(along, np.full_like(along, 100.0))
    acrossx, acrossy = (vx - ux) / 100.0, (vy - uy) / 100.0
    x, y = x + side * acrossx - away * acrossy, y + side * acrossy + away * acrossx
    return river.frame.degrees(x, y)


def _held(
    drone: Drone,
    movers: Movers,
    lon: Floats,
    lat: Floats,
    scenario: Scenario,
    random: np.random.Generator,
) -> list[int]:
    """Which mover it stays with at each second; -1: none."""
    quiet = [i for i, who in enumerate(movers.who) if who.identity is None]
    near = np.array(
        [
            (near_distance(lon, lat, movers.lon[i], movers.lat[i]) <= drone.range) & movers.here[i]
            for i in quiet
        ]
    ).reshape(len(quiet), len(lon))
    chances = [chance_of(drone.detection, movers.targets[i], scenario.light) for i in quiet]
    told, rests, mover, until = [], 0.0, -1, 0.0
    for second in range(len(lon)):
        if mover >= 0 and (second >= until or not near[mover, second]):
            mover, rests = -1, second + float(random.uniform(*drone.rests))
        if mover < 0 and second >= rests:
            seen = [k for k in np.flatnonzero(near[:, second]) if random.random() < chances[k]]
            if seen:
                mover = int(seen[int(random.integers(len(seen)))])
                until = second + float(random.uniform(*drone.holds))
        told.append(quiet[mover] if mover >= 0 else -1)
    return told
