"""Accounts: who may work on a node that others reach, and what stands in the chain of it.

Without any account the local operator works, as ``northline.app.home`` has it.  The first
account switches the node to asking who one is.  docs/accounts.md tells it to whoever sets a
node up.
"""

from northline.app.accounts.account import OWN, Account, Scope, SessionView, TokenView
from northline.app.accounts.accounts import Accounts
from northline.app.accounts.noting import noting
from northline.app.accounts.person import Person
from northline.app.accounts.policy import Policy
from northline.records.errors import LockedOut, SignInRefused

__all__ = [
    "OWN",
    "Account",
    "Accounts",
    "LockedOut",
    "Person",
    "Policy",
    "Scope",
    "SessionView",
    "SignInRefused",
    "TokenView",
    "noting",
]
