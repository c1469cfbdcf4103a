"""A ledger that is open for its operator."""

from pathlib import Path
from typing import TYPE_CHECKING, Self

from northline.app.home import Operator, keep_outside, operator_of
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
        operator: who works here.
        viewer: the operator as a viewer: every read is for it and stands in the chain.
    """

    def __init__(self, ledger: "Ledger", operator: Operator, key: PrivateKey) -> None:
        """Take what `open` opened."""
        self.ledger = ledger
        self.operator = operator
        self.viewer: Viewer = operator.viewer()
        self._key = key

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
        return cls(Ledger.open(folder, signer=key, create=create, exercise=exercise), operator, key)

    def close(self) -> None:
        """Let go of the ledger's files."""
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
        """Key id -> public key, of everybody whose signatures the operator trusts."""
        return self.operator.trusted_keys()

    def service_viewer(self, name: str) -> Viewer:
        """A service of this node as a viewer, such as ``service:tracking``."""
        return self.operator.service_viewer(name)

    def default_marking(self) -> Marking:
        """What a feed is marked with when nobody says otherwise: unclassified, the agency's own."""
        from northline.records.marking import unclassified

        return unclassified(self.operator.agency)
