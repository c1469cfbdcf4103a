"""The air between the transponders and the feed: loss, damage, copies, delay, clutter."""

import msgspec
import numpy as np

from northline.exercise import speaking
from northline.exercise.reporting import Report
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Reports, Sent
from northline.exercise.vessels import Vessel
from northline.records.time import to_datetime
from northline.records.units import Micros


class Message(msgspec.Struct, frozen=True):
    """One message as it reaches the feed.

    Attributes:
        second: exercise second at which it reaches the feed.
        data: all of it, line ends included.
        feed: its name: the format that is spoken, or that of a sensor of its own.
    """

    second: float
    data: bytes
    feed: str = "ais"


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What the feed gets, in order of arrival, and which reports of each sender are in it."""

    messages: tuple[Message, ...]
    reports: tuple[Reports, ...]
    sent: Sent


class Air:
    """Takes what is sent, and keeps what arrives before the exercise ends."""

    def __init__(self, scenario: Scenario, random: np.random.Generator) -> None:
        self.scenario, self.random = scenario, random
        self.epoch = scenario.begins // 10**6
        self._lost = self._damaged = self._duplicated = self._late = 0
        self._messages: list[Message] = []
        self._group = 0
        self._dice: list[list[float]] = []

    def send(self, sentences: list[str], at: float, *, spare: bool = False) -> bool:
        """Send the sentences of one message at an exercise second.

        Args:
            sentences: its sentences.
            at: when the sender transmits.
            spare: whether nothing may befall it on the way (base stations are wired).

        Returns:
            Whether it reaches the feed whole.
        """
        radio, dice = self.scenario.radio, self._throw()
        assert radio is not None
        lost, hurt, twice, late, echo, tower, other, place = dice[:8]
        delay = radio.delay[0] + dice[8] * (radio.delay[1] - radio.delay[0])
        behind = radio.late_by[0] + dice[9] * (radio.late_by[1] - radio.late_by[0])
        towers = len(radio.stations)
        first = int(tower * towers)
        second = (first + 1 + int(other * (towers - 1))) % towers
        if not spare and lost < radio.loss:
            self._lost += 1
            return False
        is_late = not spare and late < radio.late
        arrives = at + delay + (behind if is_late else 0.0)
        if arrives >= self.scenario.duration:
            self._lost += 1
            return False
        self._late += is_late
        if not spare and hurt < radio.damaged and len(sentences) == 1:
            self._keep(
                [speaking.damaged(sentences[0], int(place * 28))],
                radio.stations[first],
                at,
                arrives,
            )
            self._damaged += 1
            return False
        self._keep(sentences, radio.stations[first], at, arrives)
        if not spare and twice < radio.duplicated and arrives + echo < self.scenario.duration:
            self._duplicated += 1
            self._keep(sentences, radio.stations[second], at, arrives + echo)
        return True

    def _throw(self) -> list[float]:
        """Ten numbers from 0 to 1; drawn in blocks, as that costs a tenth."""
        if not self._dice:
            self._dice = self.random.random((1024, 10)).tolist()
        return self._dice.pop()

    def _keep(self, sentences: list[str], station: str, at: float, arrives: float) -> None:
        self._group = self._group % 9999 + 1
        data = speaking.tagged(sentences, station, self.epoch + int(at), self._group)
        self._messages.append(Message(round(arrives, 3), data))

    def arrived(self) -> tuple[Message, ...]:
        """All that reached the feed, in order of arrival."""
        return tuple(sorted(self._messages, key=lambda message: message.second))

    def sent(self) -> Sent:
        """What was sent, and what became of it."""
        return sent(
            self._messages,
            lost=self._lost,
            damaged=self._damaged,
            duplicated=self._duplicated,
            late=self._late,
        )


def sent(messages: list[Message], **became: int) -> Sent:
    """What these messages amount to, and what became of them."""
    return Sent(
        messages=len(messages),
        lines=sum(message.data.count(b"\n") for message in messages),
        bytes=sum(len(message.data) for message in messages),
        **became,
    )


def broadcast(
    scenario: Scenario,
    river: River,
    fleet: list[Vessel],
    told: list[list[Report]],
    random: np.random.Generator,
) -> Heard:
    """Say all reports, static data and clutter; ``told`` holds each vessel's reports."""
    air = Air(scenario, random)
    reports = []
    for vessel, own in zip(fleet, told, strict=True):
        came = []
        for report in own:
            channel = "AB"[int(random.integers(2))]
            minute = (air.epoch + report.second) % 60
            sentences = speaking.position(vessel, report, minute, channel)
            sent = report.second + float(random.uniform(0.05, 1.3))
            if air.send(sentences, sent):
                came.append(report.second)
        _static(air, vessel, own)
        reports.append(Reports(tuple(report.second for report in own), tuple(came)))
    _clutter(air, river)
    return Heard(messages=air.arrived(), reports=tuple(reports), sent=air.sent())


def _static(air: Air, vessel: Vessel, own: list[Report]) -> None:
    """Static data, now and then, while the transponder is on."""
    if not own:
        return
    assert air.scenario.clutter is not None
    every = air.scenario.clutter.static_seconds
    at = own[0].second + float(air.random.uniform(0.0, every))
    on = np.array([report.second for report in own])
    while at < own[-1].second:
        if np.min(np.abs(on - at)) < 200.0:
            sequence = int(air.random.integers(10))
            for sentences in speaking.static(vessel, "AB"[int(at) % 2], sequence):
                air.send(sentences, at)
        at += every


def _clutter(air: Air, river: River) -> None:
    """Base stations and aids to navigation, all along the river."""
    clutter, random = air.scenario.clutter, air.random
    assert clutter is not None
    for number in range(clutter.base_stations):
        s = (number + 0.5) / clutter.base_stations * river.length
        bank = (-1.4, 1.4)[number % 2]
        lon, lat = river.degrees(s, river.across(s, bank))
        mmsi = (3669_000 if bank < 0 else 3160_000) + 901 + number
        at = float(random.uniform(0.0, clutter.base_seconds))
        while at < air.scenario.duration:
            now = to_datetime(Micros((air.epoch + int(at)) * 10**6))
            air.send(speaking.base_station(mmsi, float(lon), float(lat), now, "A"), at, spare=True)
            at += clutter.base_seconds
    for number in range(clutter.aids):
        s = (number + 0.5) / clutter.aids * river.length
        share = (-0.5, 0.5)[number % 2]
        lon, lat = river.degrees(s, river.across(s, share))
        mmsi = (993_660_000 if share < 0 else 993_160_000) + 9_001 + number
        at = float(random.uniform(0.0, clutter.aid_seconds))
        while at < air.scenario.duration:
            second = (air.epoch + int(at)) % 60
            sentences = speaking.aid(
                mmsi, f"EX BUOY {number + 1}", float(lon), float(lat), second, "B"
            )
            air.send(sentences, at)
            at += clutter.aid_seconds
