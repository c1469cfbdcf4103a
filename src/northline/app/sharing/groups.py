"""The joint groups as they are, and who of this node sits in them."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.sharing.access import may_know_accounts
from northline.app.sign_in import accounts_of
from northline.decisions.groups import GROUPS, group

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Joint(msgspec.Struct, frozen=True, kw_only=True):
    """A joint group.

    Attributes:
        slug: its name in markings and accounts.
        en: its name in English.
        fr: its name in French.
        members: agencies publicly known to sit in it; empty where that is not public.
        bilateral: whether agencies of both countries sit in it; None where nothing is known of it.
        seats: agency -> accounts of this node that sit in it; None to whom that is not told.
    """

    slug: str
    en: str
    fr: str
    members: tuple[str, ...] = ()
    bilateral: bool | None = None
    seats: dict[str, int] | None = None

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.fr if language == "fr" else self.en


def joint_groups(node: "Opened") -> tuple[Joint, ...]:
    """Every group known by name, then those in which only an account of this node sits."""
    seats = _seats(node) if may_know_accounts(node) else None
    found = [
        Joint(
            slug=each.slug,
            en=each.name,
            fr=each.name_fr,
            members=each.members,
            bilateral=each.bilateral,
            seats=None if seats is None else seats.get(each.slug, {}),
        )
        for each in GROUPS
    ]
    for slug, some in sorted((seats or {}).items()):
        if group(slug) is None:
            found.append(Joint(slug=slug, en=slug, fr=slug, seats=some))
    return tuple(found)


def _seats(node: "Opened") -> dict[str, dict[str, int]]:
    """Group -> agency -> how many open accounts sit in it for that agency."""
    found: dict[str, dict[str, int]] = {}
    accounts = accounts_of(node)
    try:
        for account in accounts.list():
            for slug in account.groups if account.disabled is None else ():
                held = found.setdefault(slug, {})
                held[account.agency] = held.get(account.agency, 0) + 1
    finally:
        accounts.close()
    return found
