"""Commitments: what somebody has publicly undertaken to do, and what is known of it."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Micros


class Delivery(enum.StrEnum):
    """What is known of a commitment."""

    DELIVERED = "delivered"
    UNDER_WAY = "under-way"
    NOT_DELIVERED = "not-delivered"
    UNKNOWN = "unknown"


class Commitment(Record, frozen=True, kw_only=True):
    """One commitment, as stated; a later statement about it supersedes this one.

    Attributes:
        commitment: its stable name, such as ``towers-15``.
        title: what is undertaken, in English.
        title_fr: the same in French.
        owner: who has undertaken it.
        pillar: the pillar of the plan it belongs to.
        words: the public words it stands in.
        document: the document it stands in.
        stated: when that was published, or None.
        due: when it is due, or None where nobody said.
        amount: money set aside for it, in the currency, or None.
        spent: money spent on it so far, or None where nothing public says.
        currency: ISO 4217 code, or None.
        target: how many of ``unit`` are undertaken, or None.
        done: how many of them there are, or None where nothing public says.
        unit: of ``target`` and ``done``, in words.
        delivery: what is known of it.
        evidence: what shows that, in words and with its source; empty while it is unknown.
    """

    kind: ClassVar[str] = "commitment"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = False
    keep: ClassVar[Keep] = Keep(Days(0))

    commitment: str
    title: str
    title_fr: str
    owner: str
    pillar: str
    words: str
    document: str
    stated: Micros | None = None
    due: Micros | None = None
    amount: float | None = None
    spent: float | None = None
    currency: str | None = None
    target: float | None = None
    done: float | None = None
    unit: str | None = None
    delivery: Delivery
    evidence: str = ""
