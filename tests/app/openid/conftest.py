"""A provider that is right, in a process of its own, and one that does whatever it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.settings_openid import ProviderSettings
from tests.app.openid.hostile import Hostile
from tests.app.openid.right import Right, started


@pytest.fixture(scope="session")
def right() -> Iterator[Right]:
    with started() as running:
        yield running


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with Hostile() as running:
        yield running


@pytest.fixture
def right_settings(right: Right, tmp_path: Path) -> ProviderSettings:
    """The right provider, set up as docs/openid-connect.md says."""
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text(f"{right.client_secret}\n")
    return ProviderSettings(
        name="right",
        title={"en": "Right", "fr": "Juste"},
        issuer=right.issuer,
        client_id=right.client_id,
        client_secret_file=secret,
        agency="rcmp",
        country="CA",
        clearance="Protected B",
        purposes=("border-watch", "training"),
        roles={"northline-watch": ("watch-officer",)},
        groups={"ibet-east": ("IBET",)},
    )
