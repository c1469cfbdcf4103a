"""Who is asking, once that is known: a person with a session, or a program with a token."""

import msgspec

from northline.app.accounts.account import Scope
from northline.app.home import Operator
from northline.decisions.roles import ADMINISTRATOR
from northline.records.signing import PrivateKey

EVERYTHING = "*"
"""The scope of a session: whatever the account may do."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking.

    Attributes:
        operator: the account as an operator: name, agency, clearance, roles, and as purpose the
            one that was declared.  Trusted are all keys that are known here.  While nothing but
            the own account may be seen (no role, or the password must be changed first), it is
            an operator of no agency, with no clearance, role, group or compartment.
        key: the personal key, which signs decisions.
        account: name of the account, with which one signs in.
        session: public id of the session, or empty for a token.
        token: public id of the token, or empty for a session.
        scopes: ``("*",)`` of a session; of a token what it was issued for.
        csrf: of a session, what every form must send back; empty for a token.
        must_change: whether the password must be changed before anything else.
    """

    operator: Operator
    key: PrivateKey
    account: str
    session: str = ""
    token: str = ""
    scopes: tuple[str, ...]
    csrf: str = ""
    must_change: bool = False

    def may(self, scope: Scope | str) -> bool:
        """Whether this may be done at all: what of it, roles and markings say.

        Whoever has no role, or must change the password first, may do nothing but see and keep
        their own account; to administer takes the role as well.
        """
        if self.must_change or not self.operator.roles:
            return False
        if scope == Scope.ADMINISTER and ADMINISTRATOR not in self.operator.roles:
            return False
        return EVERYTHING in self.scopes or str(scope) in self.scopes
