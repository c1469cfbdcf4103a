"""A clock that one sets, notes that one reads, and signing in with few words."""

from northline.app.accounts import Accounts, Person
from northline.records.units import Micros

PASSWORD = "four words do not match"
WRONG = "five words do not match either"

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 1_790_000_000 * SECOND

    def __call__(self) -> Micros:
        return Micros(self.now)


class Notes:
    """What would stand in the chain."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, str]]] = []

    def __call__(self, what: str, facts: dict[str, str]) -> None:
        self.told.append((what, facts))

    @property
    def what(self) -> list[str]:
        return [what for what, _ in self.told]


def enter(
    accounts: Accounts,
    name: str = "a.watch",
    password: str = PASSWORD,
    purpose: str = "border-watch",
    address: str = "192.0.2.7",
) -> tuple[str, Person]:
    """Sign in."""
    return accounts.sign_in(name, password, purpose, address=address, agent="a browser")
