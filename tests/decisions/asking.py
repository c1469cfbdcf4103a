"""People's requests and their steps, made for tests.  Nobody in them is real."""

import datetime

from northline.records.record import Id, KeyId
from northline.records.rights_request import (
    Answer,
    Regime,
    Right,
    RightsRequest,
    RightsStep,
    StepSort,
)
from northline.records.signed_record import UNSIGNED
from northline.records.time import from_datetime, parse_instant
from northline.records.units import Micros

DAY = 86_400_000_000


def request(
    received: str = "2026-03-02T15:00:00Z",
    *,
    right: Right = Right.ACCESS,
    regime: Regime = Regime.PRIVACY_ACT_CA,
    zone: str = "America/Toronto",
) -> RightsRequest:
    at = parse_instant(received)
    return RightsRequest(
        id=Id(b"r" * 16),
        source="cbsa",
        at=at,
        received=at,
        marking=1,  # type: ignore[arg-type]
        number="NL-7K3Q-92XD",
        right=right,
        regime=regime,
        zone=zone,
        taken_by="A. Roy",
        agency="cbsa",
        requester="Test Person",
        contact="by letter",
        language="en",
        asks="what is held about me",
        identifiers=(),
    )


def step(
    sort: StepSort,
    at: str,
    *,
    until: datetime.date | None = None,
    answer: Answer | None = None,
) -> RightsStep:
    instant = parse_instant(at)
    midnight = None
    if until is not None:
        moment = datetime.datetime.combine(until, datetime.time(), datetime.UTC)
        midnight = from_datetime(moment)
    return RightsStep(
        id=Id(instant.to_bytes(16, "big")),
        source="cbsa",
        at=instant,
        received=instant,
        marking=1,  # type: ignore[arg-type]
        request=Id(b"r" * 16),
        number="NL-7K3Q-92XD",
        step=sort,
        by="A. Roy",
        agency="cbsa",
        role="privacy-officer",
        reason="as the Act says",
        until=midnight,
        answer=answer,
        key=KeyId(bytes(16)),
        signature=UNSIGNED,
    )


def at(text: str) -> Micros:
    return parse_instant(text)
