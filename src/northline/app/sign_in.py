"""The accounts of a node, whose changes stand in the chain of its ledger."""

from typing import TYPE_CHECKING

from northline.app.accounts import Accounts, noting

if TYPE_CHECKING:
    from northline.app.opened import Opened


def known_keys(node: "Opened") -> dict[bytes, bytes]:
    """Key id -> public key, of everybody who has or had an account on the node.

    Raises:
        SettingsError: when the accounts cannot be read.
    """
    accounts = Accounts.open(node.home)
    try:
        return accounts.trusted_keys() if accounts.exist() else {}
    finally:
        accounts.close()


def accounts_of(node: "Opened") -> Accounts:
    """The accounts in the node's home folder; there may be none yet.

    Raises:
        SettingsError: when they cannot be read: nobody is let in then.
    """
    return Accounts.open(node.home, note=noting(node.ledger, node.host.name))
