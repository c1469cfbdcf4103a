"""The picture over HTTP: once, as a stream to readers good and bad, and any hour gone by."""

import asyncio
import json
import threading
import time
import tracemalloc
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from northline.app.node import Node
from northline.records.errors import LedgerError
from northline.records.marking import Grant, Level, Viewer, marking
from northline.records.units import Micros
from northline.web import live
from northline.web.site import Site, site
from tests.app.sensed import RADAR, plot, sensor, tell
from tests.e2e.traffic import SECOND, Traffic
from tests.web.asking import Api

BEGIN = 1_800_000_000 * SECOND
SIZE = 30
PATIENCE = 20.0
"""Seconds that anything may take; nothing does when all is well."""


@pytest.fixture
def node(tmp_path: Any) -> Any:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=True) as opened:
        yield opened


@pytest.fixture
def served(node: Node) -> Any:
    made = site(node)
    yield made
    made.close()


@pytest.fixture
def asked(served: Site) -> Api:
    return Api(served)


def at(second: float) -> Micros:
    return Micros(int(BEGIN + second * SECOND))


class Reader:
    """One open stream, spoken to as a server does (ASGI); it may stop to read, and leave.

    Attributes:
        events: what it was sent, by name and data; the newest so many, where that is said.
        headers: of the answer.
        reads: cleared while it does not read.
    """

    def __init__(self, app: Site, keep: int | None = None) -> None:
        self._app = app
        self._leave = asyncio.Event()
        self.events: deque[tuple[str, Any]] = deque(maxlen=keep)
        self.headers: dict[str, str] = {}
        self.reads = asyncio.Event()
        self.reads.set()

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
                self.headers = {n.decode(): v.decode() for n, v in message["headers"]}
                return
            if message["body"]:
                self._take(message["body"])
                await self.reads.wait()
            if not message.get("more_body"):
                self.leave()  # as a server says once it has sent everything

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": "/api/v1/picture/stream", "query_string": b"",
            "raw_path": b"/api/v1/picture/stream", "root_path": "",
            "headers": [(b"host", b"127.0.0.1:8420")], "client": None, "server": None,
        }  # fmt: skip
        await self._app(scope, receive, send)

    def leave(self) -> None:
        self._leave.set()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - other threads make it true
                await asyncio.sleep(0.02)

    @property
    def frames(self) -> list[Any]:
        return [data for name, data in self.events if name == "frame"]

    def _take(self, body: bytes) -> None:
        name, data, *rest = body.decode().split("\n")
        assert rest == ["", ""], "one event in one piece"
        self.events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))


def shows(reader: Reader, moment: Micros) -> bool:
    """Whether what it was sent last is of this moment."""
    return bool(reader.frames[-1]["time"] == moment // 1000)


@asynccontextmanager
async def reading(
    app: Site, count: int = 1, *, keep: int | None = None
) -> AsyncIterator[list[Reader]]:
    """So many open streams; at the end all leave."""
    readers = [Reader(app, keep) for _ in range(count)]
    tasks = [asyncio.create_task(each.run()) for each in readers]
    try:
        yield readers
    finally:
        for each in readers:
            each.reads.set()
            each.leave()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*tasks)


def test_the_picture_is_answered_once(node: Node, asked: Api) -> None:
    traffic = Traffic(SIZE)
    traffic.tell(node, at(0))
    told = asked.document("/picture")
    assert told["full"] is True
    assert told["exercise"] is True
    assert sorted(each["track"] for each in told["labels"]) == sorted(traffic.tracks)
    assert len(told["moves"]["lon"]) == SIZE


def test_what_may_be_old_is_not_answered_as_the_picture(
    node: Node, served: Site, asked: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    Traffic(SIZE).tell(node, at(0))

    def away(*_: object, **__: object) -> Any:
        raise LedgerError("the disk is away")

    def answer() -> tuple[int, str]:
        told = asked.get("/picture")
        return told.status_code, told.json().get("detail", "")

    with monkeypatch.context() as patch:
        patch.setattr(served.desk.live.picture, "catch_up", away)
        assert answer() == (500, "the disk is away"), "at once, however often it is asked"
    ends = time.monotonic() + PATIENCE
    while answer()[0] != 200:
        assert time.monotonic() < ends
        time.sleep(0.1)
    with monkeypatch.context() as patch:
        patch.setattr(served.desk.live.picture, "catch_up", away)
        while answer()[0] == 200:
            assert time.monotonic() < ends
            time.sleep(0.1)
        assert answer() == (500, "the disk is away"), "also where there was a picture before"


def test_an_empty_picture_is_a_picture(asked: Api) -> None:
    assert asked.document("/picture")["labels"] == []


def test_a_stream_begins_with_the_whole_and_goes_on_with_changes(node: Node, served: Site) -> None:
    traffic = Traffic(SIZE)
    traffic.tell(node, at(0))

    async def watch() -> None:
        async with reading(served) as (reader,):
            await reader.until(lambda: reader.frames)
            first = reader.frames[0]
            assert first["full"]
            assert len(first["labels"]) == SIZE
            assert reader.headers["content-type"].startswith("text/event-stream")
            assert reader.headers["cache-control"] == "no-store"
            await asyncio.to_thread(traffic.tell, node, at(1), share=0.5)
            await reader.until(lambda: len(reader.frames) > 1)
            second = reader.frames[1]
            assert not second["full"]
            assert len(second["moves"]["n"]) == SIZE // 2
            assert second["labels"] == second["gone"] == []
            assert second["version"] > first["version"]

    asyncio.run(watch())


def test_a_reader_that_does_not_read_is_given_the_newest_once_and_holds_nothing(
    node: Node, served: Site
) -> None:
    # Large frames, so that what is kept of them stands out from what else comes and goes.
    traffic, rounds = Traffic(10 * SIZE), 60
    traffic.tell(node, at(0))
    picture = served.desk.live.picture

    async def watch() -> None:
        async with reading(served, 2, keep=3) as (good, bad):
            bad.reads.clear()
            await bad.until(lambda: bad.frames and good.frames)
            tracemalloc.start()
            half = 0
            for second in range(1, rounds + 1):
                await asyncio.to_thread(traffic.tell, node, at(second))
                if second == rounds // 2:
                    await good.until(partial(shows, good, at(second)))
                    half, _ = tracemalloc.get_traced_memory()
            await good.until(partial(shows, good, at(rounds)))
            grown = tracemalloc.get_traced_memory()[0] - half
            tracemalloc.stop()
            assert len(bad.frames) == 1, "it was sent nothing meanwhile"
            frame = len(picture.frame().data)
            assert grown < rounds // 2 * frame * 0.6, "frames are not kept for it"
            assert len(picture._frames) <= 3
            bad.reads.set()
            await bad.until(lambda: len(bad.frames) > 1)
            newest = bad.frames[1]
            assert newest["version"] == picture.standing()[1]
            assert newest["time"] == at(rounds) // 1000
            assert newest["moves"] == json.loads(picture.frame().data)["moves"]
            await asyncio.sleep(3 * live.BREATH)
            assert len(bad.frames) == 2, "and nothing that it missed"

    asyncio.run(watch())


def test_a_reader_that_does_not_read_holds_up_nobody(node: Node, served: Site) -> None:
    traffic = Traffic(SIZE)
    traffic.tell(node, at(0))

    async def watch() -> None:
        async with reading(served, 5) as readers:
            *stuck, good = readers
            for each in stuck:
                each.reads.clear()
            await good.until(lambda: good.frames)
            for second in range(1, 6):
                await asyncio.to_thread(traffic.tell, node, at(second))
                await good.until(partial(shows, good, at(second)))

    asyncio.run(watch())


def test_nothing_of_another_agency_is_streamed(node: Node, served: Site) -> None:
    others = marking(Level.UNCLASSIFIED, {"opp": Grant()})
    seen, hidden = Traffic(2, name="seen"), Traffic(4, name="hidden")
    seen.tell(node, at(0))
    hidden.tell(node, at(0), marking=others)

    async def watch() -> None:
        async with reading(served) as (reader,):
            await reader.until(lambda: reader.frames)
            await asyncio.to_thread(hidden.tell, node, at(900), marking=others)
            await asyncio.sleep(3 * live.BREATH)
            assert len(reader.frames) == 1, "it moves nothing"
            await asyncio.to_thread(seen.tell, node, at(1))
            await reader.until(lambda: len(reader.frames) > 1)
            text = json.dumps(reader.frames)
            assert seen.tracks[0] in text
            assert not [track for track in hidden.tracks if track in text]
            assert "hidden" not in text
            assert reader.frames[-1]["time"] == at(1) // 1000

    asyncio.run(watch())


def test_silence_is_broken_now_and_then(
    node: Node, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.3)
    Traffic(SIZE).tell(node, at(0))

    async def watch() -> None:
        async with reading(served) as (reader,):
            await reader.until(lambda: len(reader.frames) >= 3)
            assert {each["version"] for each in reader.frames} == {reader.frames[0]["version"]}
            assert reader.frames[-1]["moves"]["n"] == []

    asyncio.run(watch())


def test_a_ledger_that_cannot_be_read_is_told_to_whoever_watches(
    node: Node, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.3)
    traffic = Traffic(2)
    traffic.tell(node, at(0))

    def away(*_: object, **__: object) -> Any:
        raise LedgerError("the disk is away")

    async def watch() -> None:
        async with reading(served) as (reader,):
            await reader.until(lambda: reader.frames)
            with monkeypatch.context() as patch:
                patch.setattr(served.desk.live.picture, "catch_up", away)
                await reader.until(lambda: ("trouble", "the disk is away") in reader.events)
            count = len(reader.frames)
            await asyncio.to_thread(traffic.tell, node, at(5))
            await reader.until(lambda: reader.frames[count:])
            await reader.until(lambda: reader.frames[-1]["time"] == at(5) // 1000)

    asyncio.run(watch())


def test_whoever_watches_stands_in_the_chain_from_beginning_to_end(
    node: Node, served: Site
) -> None:
    Traffic(2).tell(node, at(0))

    def looks() -> list[bool]:
        return [
            each["begins"]
            for entry in node.ledger.entries()
            if entry.operation == "look"
            for each in entry.facts["looks"]
            if each.get("picture") == "stream"
        ]

    async def watch() -> None:
        async with reading(served) as (reader,):
            await reader.until(lambda: reader.frames)
            assert looks() == [True]
            assert served.desk.live.listeners == 1
        await reader.until(lambda: looks() == [True, False])
        assert served.desk.live.listeners == 0

    asyncio.run(watch())


def test_whoever_leaves_at_once_or_without_reading_has_ended_too(
    node: Node, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    Traffic(2).tell(node, at(0))
    slow, opened = threading.Event(), served.desk.live.picture.opened

    def looks() -> list[tuple[str, bool]]:
        return sorted(
            (each["watch"], each["begins"])
            for entry in node.ledger.entries()
            if entry.operation == "look"
            for each in entry.facts["looks"]
            if each.get("picture") == "stream"
        )

    def later(how: str, watch: str, viewer: Viewer) -> None:
        slow.wait(PATIENCE)
        opened(how, watch, viewer)

    async def watch() -> None:
        stuck = Reader(served)
        stuck.reads.clear()
        task = asyncio.create_task(stuck.run())
        await stuck.until(lambda: stuck.frames)
        stuck.leave()
        await asyncio.wait_for(task, PATIENCE)
        monkeypatch.setattr(served.desk.live.picture, "opened", later)
        hasty = Reader(served)
        task = asyncio.create_task(hasty.run())
        await hasty.until(lambda: served.desk.live.listeners == 1)
        hasty.leave()
        await asyncio.wait_for(task, PATIENCE)
        slow.set()
        await hasty.until(lambda: len(looks()) == 4)

    asyncio.run(watch())
    assert [begins for _, begins in looks()] == [False, True] * 2
    assert len({name for name, _ in looks()}) == 2
    assert served.desk.live.listeners == 0


def test_streams_end_when_the_server_does(node: Node, served: Site) -> None:
    Traffic(2).tell(node, at(0))

    async def watch() -> None:
        readers = [Reader(served) for _ in range(3)]
        tasks = [asyncio.create_task(each.run()) for each in readers]
        await readers[0].until(lambda: all(each.frames for each in readers))
        await asyncio.to_thread(served.close)
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*tasks)

    asyncio.run(watch())


def test_an_hour_gone_by_is_asked_for(node: Node, asked: Api) -> None:
    traffic = Traffic(4)
    traffic.tell_span(node, at(0), seconds=600, every=10)
    told = asked.document("/picture/past?until=2027-01-15T08:05:00Z&minutes=5&every=60")
    assert (told["since"], told["until"]) == (at(0) // 1000, at(300) // 1000)
    assert [len(each["at"]) for each in told["tracks"]] == [5] * 4
    one = asked.document(f"/picture/past?track={traffic.tracks[0]}&minutes=1440&every=0")
    assert [each["track"] for each in one["tracks"]] == traffic.tracks[:1]


@pytest.mark.parametrize(
    "query",
    [
        "minutes=0",
        "minutes=1441",
        "minutes=nan",
        "minutes=hour",
        "every=-1",
        "every=3601",
        "until=never",
        "track=zz",
        "untill=2027-01-15T08:05:00Z",
    ],
)
def test_what_is_no_hour_is_refused(asked: Api, query: str) -> None:
    answer = asked.get(f"/picture/past?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "state=urgent", "since=x", "until=x"])
def test_alerts_that_cannot_be_asked_for_are_refused(asked: Api, query: str) -> None:
    assert asked.get(f"/picture/alerts?{query}").status_code == 400


def test_plots_and_sensors_are_asked_for(node: Node, asked: Api) -> None:
    place = {"lon": -83.05, "lat": 42.3, "range": 4000.0}
    tell(node, "plot", *(plot(n, n) for n in range(5)))
    tell(node, "sensor", sensor(RADAR, 0, detection=["boat/day=0.9"], **place))
    told = asked.document("/picture/plots?bbox=-83.2,42.2,-82.9,42.4&minutes=1&limit=3")
    assert (told["seen"], told["cut"], len(told["at"])) == (5, True, 3)
    assert told["sensors"] == [RADAR]
    assert asked.document("/picture/plots?bbox=0,0,1,1")["seen"] == 0
    (one,) = asked.document("/picture/sensors?at=2027-01-15T08:00:10Z")["sensors"]
    assert (one["identity"], one["state"]) == (RADAR, "working")
    assert one["detection"][0]["measured"] is None
    assert len(one["area"][0]) > 36
    assert set(one["marking"]) == {"en", "fr"}
    assert asked.document("/picture/sensors?at=2027-01-15T07:59:59Z")["sensors"] == []


@pytest.mark.parametrize(
    "query",
    [
        *("plots?bbox=1,2,3", "plots?bbox=a,b,c,d", "plots?bbox=0,2,1,1", "plots?minutes=0"),
        *("plots?minutes=61", "plots?limit=0", "plots?limit=3001", "plots?until=never"),
        *("sensors?at=never", "sensors?as_of=1"),
    ],
)
def test_what_is_no_box_or_instant_is_refused(asked: Api, query: str) -> None:
    assert asked.get(f"/picture/{query}").status_code == 400


def test_alerts_and_hours_are_sent_once_while_nothing_changes(node: Node, asked: Api) -> None:
    Traffic(2).tell(node, at(0))
    for path in ("/picture/alerts", "/picture/past", "/picture/plots", "/picture/sensors"):
        first = asked.get(path)
        assert first.status_code == 200
        again = asked.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
