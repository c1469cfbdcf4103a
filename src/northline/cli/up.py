"""A node that is up: feeds, engines and the API as processes beside each other."""

from northline.cli.answer import answer, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.processes import Process, Server, ask_api, keep_up, northline
from northline.cli.signals import stopping
from northline.cli.tables import facts
from northline.records.errors import UsageError

PORT = 8420
"""Where the API listens unless told otherwise."""

Feeds = list[str] | None


def up(
    *,
    feed: Feeds = None,
    host: str = "127.0.0.1",
    port: int = PORT,
    check: Flag = False,
    options: Options = PLAIN,
) -> int:
    """Start feeds, engines and the API, and keep them up until Ctrl-C.

    Args:
        feed: A feed as FORMAT=ADDRESS, such as ais=udp://:10110; may be given again for more.
        host: Where the API listens; this machine only.
        port: Its port; 0 takes a free one.
        check: Only tell what is wrong with the above, and start nothing.
    """
    feeds = [_feed(each) for each in feed or []]
    if check:
        ask_api("check", "--host", host, "--port", str(port))
    with opened(options, create=True) as node:
        exercise = node.exercise
    told = {
        "ledger": str(options.folder),
        "feeds": [{"format": format, "address": address} for format, address in feeds],
    }
    if check:
        return answer(options, {"ok": True, **told}, ["nothing is wrong"], exercise=exercise)
    ledger = options.folder
    server = Server(ledger=ledger, host=host, port=port)
    processes: list[Process] = [
        Process(
            f"feed {address}",
            northline("ingest", format, address, ledger=ledger),
            may_end=True,
            needed=False,
        )
        for format, address in feeds
    ]
    processes.append(Process("engines", northline("run", "--follow", ledger=ledger)))
    with stopping() as stop:
        server.start()
        shown = {"api": f"{server.address}/api/v1/", **told}
        answer(options, {"address": server.address, **told}, facts(shown), exercise=exercise)
        note("Ctrl-C stops")
        keep_up([server, *processes], stop)
    return 0


def _feed(text: str) -> tuple[str, str]:
    from northline.app.catalogue import check_feed

    form, equals, address = text.partition("=")
    if not equals or not address:
        raise UsageError(f"--feed is {text!r}; write FORMAT=ADDRESS, such as ais=udp://:10110")
    check_feed(form, address)
    return form, address
