"""The ledgers that the contract suite runs on: one for each log there is."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from northline.ledger import Ledger
from tests.ledger.making import KEYS, Clock, opened

Opener = Callable[..., Ledger]

OPENERS: Mapping[str, Opener] = MappingProxyType({"sqlite": opened})
"""A PostgreSQL log is put under the suite by one more entry here."""


@pytest.fixture(params=sorted(OPENERS))
def opener(request: pytest.FixtureRequest) -> Opener:
    return OPENERS[request.param]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(opener: Opener, tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    """A new ledger; whatever a test did to it, it verifies."""
    with opener(tmp_path / "ledger", clock=clock) as made:
        yield made
        proof = made.verify(keys=KEYS, anchor=made.head())
        assert proof.ok, proof
