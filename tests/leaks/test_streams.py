"""Nothing hidden moves a stream: as each of the six, with the picture open while it goes on."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from northline.records.marking import Level
from northline.records.notation import parse_marking
from tests.leaks.agencies import HOST, OPERATOR, PEOPLE, Person, Sort, owner_of
from tests.leaks.going_on import base_of
from tests.leaks.node import Shared, feed, ids_of
from tests.leaks.routes import routes

PATIENCE = 20.0
"""Seconds within which a frame must come."""

STREAM = "/api/v1/picture/stream"
OPEN = Sort("more60", f"Unclassified; owner={HOST}; partners=*")
UNSEEN = Sort("more61", f"Protected B; owner={HOST}; compartments={OPERATOR}")


class Listener:
    """One open stream, spoken to as a server does (ASGI).

    Attributes:
        frames: what it was sent, without what tells the time.
    """

    def __init__(self, lake: Shared, person: Person) -> None:
        self.frames: list[dict[str, Any]] = []
        self._lake, self._token = lake, lake.tokens[person.account]
        self._leave = asyncio.Event()

    async def run(self) -> None:
        asked = False

        async def receive() -> Any:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await self._leave.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] == 200
            elif message["body"]:
                name, data, *_ = message["body"].decode().split("\n")
                assert name == "event: frame", message["body"]
                told = json.loads(data.removeprefix("data: "))
                self.frames.append({k: v for k, v in told.items() if k != "time"})

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": STREAM, "query_string": b"", "raw_path": STREAM.encode(),
            "root_path": "", "client": None, "server": None,
            "headers": [
                (b"host", b"127.0.0.1:8420"),
                (b"authorization", f"Bearer {self._token}".encode()),
            ],
        }  # fmt: skip
        served: Any = self._lake.served
        await served(scope, receive, send)

    def leave(self) -> None:
        self._leave.set()

    @property
    def standing(self) -> tuple[str, int, int, int]:
        """What the newest frame says of how far the picture is."""
        last = self.frames[-1]
        return last["epoch"], last["version"], last["matters"], last["committed"]


@asynccontextmanager
async def listening(lake: Shared) -> AsyncIterator[list[Listener]]:
    """An open stream for each of `PEOPLE`, each with its first frame."""
    found = [Listener(lake, each) for each in PEOPLE]
    tasks = [asyncio.create_task(each.run()) for each in found]
    try:
        await until(lambda: all(each.frames for each in found))
        yield found
    finally:
        for each in found:
            each.leave()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*tasks)


async def settled(six: list[Listener]) -> None:
    """Wait until nothing has come but heartbeats, three of them for each."""
    stood: list[tuple[str, int, int, int]] = []
    while stood != (now := [each.standing for each in six]):
        stood = now
        await until(partial(_beaten, six, [len(each.frames) + 3 for each in six]))


def _beaten(six: list[Listener], counts: list[int]) -> bool:
    return all(len(each.frames) >= n for each, n in zip(six, counts, strict=True))


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - other threads make it true
            await asyncio.sleep(0.02)


def sail(lake: Shared, sort: Sort) -> list[bytes]:
    """Boats under a marking, now; ids of their positions."""
    path = lake.folder / f"{sort.name}-now.nmea"
    before = lake.node.head()[0]
    now = int(time.time()) - 900
    path.write_bytes(feed(sort, random.Random(len(sort.name)), base=base_of(sort), since=now))
    lake.node.ingest("ais", path, source=f"source-{sort.name}", marking=sort.text)
    lake.node.run()
    return [bytes.fromhex(each) for each in ids_of(lake, sort, "position", after=before)]


def happen(lake: Shared, sort: Sort) -> None:
    """Boats sail, are found upon, decided about, marked anew and erased."""
    ids = sail(lake, sort)
    for view in lake.node.findings(state="open"):
        if view.finding.subject == f"mmsi:{base_of(sort) + 900}":
            lake.node.decide(view.finding.id, "acknowledge", reason="seen")
    marking = parse_marking(sort.text, owner=HOST)
    anew = type(marking)(
        level=Level.SECRET, grants=marking.grants, compartments=marking.compartments
    )
    tracks = [bytes.fromhex(each) for each in ids_of(lake, sort, "track")]
    assert len(tracks) > 1, "an engine has seen them"
    lake.node.ledger.mark([*ids[:1], *tracks[:1]], anew, viewer=owner_of(sort), reason="reviewed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("northline.ledger.retention.check", lambda *_: None)
        lake.node.ledger.erase([*ids[1:2], *tracks[1:2]], rule="rule 7", by="a records officer")
    lake.node.ledger.compact(by="a records officer")


def test_every_stream_is_listened_to_here(lake: Shared) -> None:
    assert [each.path for each in routes(lake.served) if each.is_stream] == [STREAM]


def test_nothing_hidden_moves_the_picture_and_what_may_be_seen_does(
    lake: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heartbeats go on and tell nothing: neither epoch nor version nor anything else in them."""
    monkeypatch.setattr("northline.web.live.HEARTBEAT", 0.3)
    monkeypatch.setattr("northline.web.live.BREATH", 0.05)
    sail(lake, OPEN)

    async def play() -> None:
        async with listening(lake) as six:
            await settled(six)  # what sailed before may come in more frames than one
            stood = [each.standing for each in six]
            counts = [len(each.frames) for each in six]
            await asyncio.to_thread(happen, lake, UNSEEN)
            # Whatever it would move has been moved by two heartbeats after all is done.
            await until(partial(_beaten, six, [len(each.frames) + 3 for each in six]))
            for listener, was, count in zip(six, stood, counts, strict=True):
                assert listener.standing == was
                for frame in listener.frames[count:]:
                    assert (frame["full"], frame["labels"], frame["gone"]) == (False, [], [])
                    assert not any(frame["moves"].values()), frame["moves"]
            await asyncio.to_thread(sail, lake, Sort("more63", OPEN.text))
            await until(lambda: all(e.standing[1] > w[1] for e, w in zip(six, stood, strict=True)))

    asyncio.run(play())
