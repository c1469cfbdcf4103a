"""Whose program asks: the system's own list of connections is believed."""

import os
import socket
import sys
from pathlib import Path

import pytest

from northline.web import guard
from northline.web.neighbours import owner_of
from tests.web.asking import Api

LISTED = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:20E4 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 20
   1: 0100007F:C350 0100007F:20E4 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20
"""


def test_the_user_of_the_other_end_is_told(tmp_path: Path) -> None:
    table = tmp_path / "tcp"
    table.write_text(LISTED)
    client, server = ("127.0.0.1", 50_000), ("127.0.0.1", 8420)
    assert owner_of(client, server, (table,)) == 1000
    assert owner_of(server, client, (table,)) == 0
    assert owner_of(("127.0.0.1", 1), server, (table,)) is None
    assert owner_of(client, server, (tmp_path / "none",)) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_real_connection_is_found_where_the_system_lists_it(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with (
        socket.create_server((host, 0), family=family) as listener,
        socket.create_connection(listener.getsockname()[:2]) as client,
    ):
        owner = owner_of(client.getsockname()[:2], client.getpeername()[:2])
    assert owner == (os.getuid() if sys.platform == "linux" else None)


def test_another_user_is_refused(river: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "owner_of", lambda *_: os.getuid() + 1)
    answer = river.get("/health")
    assert answer.status_code == 403
    assert answer.headers["northline-exercise"] == "false"
    monkeypatch.setattr(guard, "owner_of", lambda *_: os.getuid())
    assert river.get("/health").status_code == 200
