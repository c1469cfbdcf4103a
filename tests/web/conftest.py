from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.web.site import site
from tests.web.asking import Api, feed

BOATS = 40


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def asked(node: Node) -> Api:
    return Api(site(node))


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """An API over boats that are only looked at."""
    folder = tmp_path_factory.mktemp("river")
    feeds = folder / "river.nmea"
    feeds.write_bytes(feed(BOATS) + b"this is no sentence\n")
    with Node.open(folder / "ledger", home=folder / "home") as opened:
        opened.ingest("ais", feeds)
        yield Api(site(opened))
