"""After a list has come in: people who stand are screened again, and what is otherwise is said."""

from typing import TYPE_CHECKING, Any

from northline.cli.answer import note
from northline.records.errors import NorthlineError

if TYPE_CHECKING:
    from northline.app.node import Node
    from northline.app.results import IngestReceipt

LISTING = "listing"

_SHOWN = 20
"""People told one by one on standard error; the document has all."""


class Relisted:
    """Screens again whenever an ingest has kept listings that it had not when it last looked.

    Attributes:
        done: what came of it the last time, ready for JSON; None where no listing came in.
    """

    def __init__(self, node: "Node") -> None:
        self.done: dict[str, Any] | None = None
        self._node = node
        self._listings = 0

    def look(self, receipt: "IngestReceipt") -> None:
        """Screen again where listings came in; a refusal is said and undoes no listing."""
        count = receipt.new.get(LISTING, 0)
        if count == self._listings:
            return
        self._listings = count
        from northline.app.screening.rescreening import after_listings, told
        from northline.cli.screening import screening_params

        try:
            found = after_listings(self._node, params=screening_params())
        except NorthlineError as error:
            note(f"northline: the list is kept; nobody was screened again: {error}")
            self.done = {"asked": 0, "refused": str(error)}
            return
        if found is None:
            self.done = {"asked": 0}
            return
        self.done = told(found)
        note(
            f"northline: {found.asked:,} who stand were screened again, {found.unchanged:,} unchanged"
        )
        for each in found.changes[:_SHOWN]:
            moved = {"appeared": each.appeared, "gone": each.gone, "altered": each.altered}
            said = "; ".join(f"{word} {', '.join(of)}" for word, of in moved.items() if of)
            said = f": {said}" if said else ""
            note(f"northline: {each.query_id}: {each.was.value} -> {each.now.value}{said}")
        if len(found.changes) > _SHOWN:
            note(
                f"northline: and {len(found.changes) - _SHOWN:,} more; 'northline screenings' has all"
            )
