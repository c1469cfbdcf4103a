"""The desks of a node: one for each session and token that is in use, all over one open ledger."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from northline.app.accounts import Person
from northline.app.catalogue import engine_list
from northline.app.node import Node
from northline.app.patrol.parameters import SafetySettings
from northline.app.screening.params import ScreeningParams
from northline.app.settings_patrol import PatrolSettings
from northline.app.sharing.declared import Declared
from northline.records.protocols import Engine
from northline.web.by_rights import rights_of
from northline.web.desk import Desk
from northline.web.once import Once
from northline.web.pictures import Pictures

MOST = 2_000
"""Desks at a time; the one that was asked at longest ago is cleared for the next."""


class Desks:
    """Where requests are answered, by who asks.

    Attributes:
        node: the open ledger and its local operator.
        pictures: the live pictures.
        own: the desk of the local operator.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        self.pictures = Pictures()
        self.own = Desk(node, self.pictures, engine_list())
        self._guard = threading.Lock()
        self._desks: OrderedDict[bytes, Desk] = OrderedDict()
        # What was done once outlives the desk: another key that is trusted makes each one anew.
        self._onces: OrderedDict[bytes, Once] = OrderedDict()

    def set_engines(self, engines: Sequence[Engine]) -> None:
        """Show the engines with these parameters, at every desk that is opened from now on."""
        self.own.engines = engines

    def set_declared(self, declared: Declared) -> None:
        """Tell what the settings say of partners, at every desk that is opened from now on."""
        self.own.declared = declared

    def set_safety(self, safety: SafetySettings) -> None:
        """Tell what the settings say of safety, at every desk that is opened from now on."""
        self.own.safety = safety

    def set_terrain(self, terrain: Path | None) -> None:
        """Tell how high the ground stands, at every desk that is opened from now on."""
        self.own.terrain = terrain

    def set_patrol(self, patrol: PatrolSettings) -> None:
        """Tell with what risk is reckoned, at every desk that is opened from now on."""
        self.own.patrol = patrol

    def set_screening(self, screening: ScreeningParams) -> None:
        """Tell with what names are screened, at every desk that is opened from now on."""
        self.own.screening = screening

    def of(self, person: Person | None, welcome: Callable[[], bool]) -> Desk:
        """The desk of a person; the local operator's for None.

        Args:
            person: who asks.
            welcome: whether they may still be answered, later on.
        """
        if person is None:
            return self.own
        # With other rights, or another key, it is another desk.
        told = msgspec.json.encode(
            (person.operator, person.account, person.session, person.token, person.scopes)
        )
        place = hashlib.blake2b(told + person.key.public, digest_size=16).digest()
        with self._guard:
            desk = self._desks.get(place)
            if desk is None:
                node = self.node.acting_as(person.operator, person.key)
                once = self._once(msgspec.json.encode(person.account) + rights_of(node))
                desk = Desk(
                    node,
                    self.pictures,
                    self.own.engines,
                    person=person,
                    welcome=welcome,
                    once=once,
                )
                desk.declared = self.own.declared
                desk.terrain = self.own.terrain
                desk.safety = self.own.safety
                desk.patrol = self.own.patrol
                desk.screening = self.own.screening
                self._desks[place] = desk
                if len(self._desks) > MOST:
                    self._desks.popitem(last=False)
            self._desks.move_to_end(place)
            return desk

    def _once(self, whose: bytes) -> Once:
        """What an account did with the same rights, in whichever session or by whichever token."""
        kept = self._onces.setdefault(whose, Once())
        self._onces.move_to_end(whose)
        if len(self._onces) > MOST:
            self._onces.popitem(last=False)
        return kept

    def close_streams(self) -> None:
        """End every stream, so that the server can end: from any thread."""
        self.pictures.close_streams()

    def close(self) -> None:
        """End every stream and let the pictures rest; requests under way are answered."""
        self.pictures.close()
