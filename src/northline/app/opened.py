"""A ledger that is open for its operator."""

from pathlib import Path
from typing import TYPE_CHECKING, Self

from northline.app.home import Operator, keep_outside, operator_of
from northline.decisions.triage import MOST_AN_HOUR
from northline.records.marking import Marking, Viewer
from northline.records.signing import PrivateKey

if TYPE_CHECKING:
    from northline.ledger import Ledger

DEFAULT_LEDGER = "northline-data"
"""The folder of the ledger where nobody names one."""


class Opened:
    """A ledger and its operator; a context manager.

    Attributes:
        ledger: the ledger; for what this facade does not offer.
        operator: who works here: the local operator, or the person that `acting_as` was told.
        host: the local operator, whose agency runs this node.
        home: the folder of the local operator's name and key, and of the accounts.
        viewer: the operator as a viewer: every read is for it and stands in the chain.
        most_an_hour: findings of an hour that are shown at most; the rest are held back.
    """

    def __init__(
        self,
        ledger: "Ledger",
        operator: Operator,
        key: PrivateKey,
        *,
        home: Path,
        host: Operator | None = None,
    ) -> None:
        """Take what `open` opened."""
        self.ledger = ledger
        self.operator = operator
        self.host = host or operator
        self.home = home
        self.viewer: Viewer = operator.viewer()
        self._key = key
        self._lent = host is not None
        self.most_an_hour = MOST_AN_HOUR

    @classmethod
    def open(
        cls,
        ledger: Path | str = DEFAULT_LEDGER,
        *,
        home: Path | None = None,
        exercise: bool | None = None,
        create: bool = True,
    ) -> Self:
        """Open a node on a ledger, making the ledger and the operator where there is none yet.

        Args:
            ledger: the ledger's folder.
            home: where the operator's name and key lie; `northline.app.home.home_folder` else.
            exercise: whether it is an exercise ledger; the two are never mixed.  None takes an
                existing one as it is, and makes a real one.
            create: whether to make the ledger where there is none.

        Raises:
            UsageError: where there is no ledger and ``create`` is off, it is of the other sort,
                or the home folder lies inside it.
            SettingsError: when the operator's file is wrong.
            LedgerDamaged: when the folder holds no healthy ledger.
        """
        from northline.ledger import Ledger

        folder = Path(ledger)
        place = keep_outside(home, folder)
        operator, key = operator_of(place)
        opened = Ledger.open(
            folder, signer=key, create=create, exercise=exercise, founder=operator.agency
        )
        return cls(opened, operator, key, home=place)

    def acting_as(self, operator: Operator, key: PrivateKey) -> Self:
        """The same open ledger for another person: what they read, decide and sign is theirs.

        Services of the node go on acting for the agency that runs it.  Closing what is returned
        closes nothing.
        """
        other = type(self)(self.ledger, operator, key, home=self.home, host=self.host)
        other.most_an_hour = self.most_an_hour
        return other

    def close(self) -> None:
        """Let go of the ledger's files."""
        if not self._lent:
            self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- who ------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """The ledger's folder."""
        return self.ledger.folder

    @property
    def exercise(self) -> bool:
        """Whether this is an exercise: to be said on every screen and export."""
        return self.ledger.exercise

    @property
    def key(self) -> PrivateKey:
        """The operator's personal key."""
        return self._key

    def head(self) -> tuple[int, bytes]:
        """Sequence number and hash of the newest entry: what one anchors elsewhere."""
        return self.ledger.head()

    def content_head(self) -> int:
        """The newest entry that is not a look: it stays while nobody but readers come by."""
        return self.ledger.content_head()

    def trusted_keys(self) -> dict[bytes, bytes]:
        """Key id -> public key, of everybody whose signatures are trusted here.

        They are the local operator and everybody who has or had an account, with the keys that
        they had before.
        """
        from northline.app.sign_in import known_keys

        own = {**self.host.trusted_keys(), **self.operator.trusted_keys()}
        return {**known_keys(self), **own}

    def service_viewer(self, name: str) -> Viewer:
        """A service of this node as a viewer, such as ``service:tracking``."""
        return self.host.service_viewer(name)

    @property
    def keeper(self) -> str:
        """The agency that keeps the ledger and answers for its chain: that of whoever founded it.

        A founder who changes the agency afterwards takes the ledger along.
        """
        founder, own = self.ledger.founder, self.host.agency
        if founder in {"", own}:
            return own
        first = self.ledger.review.entry(1)
        by_founder = first is not None and first.signer == bytes.fromhex(self.host.key)
        return own if by_founder else founder

    @property
    def at_home(self) -> bool:
        """Whether who works here acts for the agency that runs this node and keeps its ledger.

        Only such a person is told of the ledger as a whole: its chain, its health, its size.
        """
        return self.viewer.agency == self.host.agency == self.keeper

    def default_marking(self) -> Marking:
        """What a feed is marked with when nobody says otherwise: unclassified, the agency's own."""
        from northline.records.marking import unclassified

        return unclassified(self.operator.agency)
