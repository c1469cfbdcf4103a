"""Routes that say what this release can do, and where things are; they read no record."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from northline.app.catalogue import (
    described_engine,
    described_format,
    described_kind,
    format_list,
    kind_list,
    place_of,
    where,
)
from northline.geo import ports as geo
from northline.records.errors import UsageError
from northline.records.schema import json_schema
from northline.records.time import parse_instant
from northline.web.desk import Desk
from northline.web.problems import kind_in_path


@get("/kinds", sync_to_thread=False, opt={"answer": "kinds"})
def kinds(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The record kinds."""
    return desk.tell({"kinds": [described_kind(each) for each in kind_list()]})


@get("/kinds/{kind:str}", sync_to_thread=False, opt={"answer": "kind"})
def kind(desk: NamedDependency[Desk], kind: FromPath[str]) -> Response[bytes]:
    """One record kind, with the JSON Schema of its records."""
    declared = kind_in_path(kind)
    return desk.tell({**described_kind(declared), "schema": json_schema(declared)})


@get("/formats", sync_to_thread=True, opt={"answer": "formats"})
def formats(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The formats that can be read or written."""
    return desk.tell({"formats": [described_format(each) for each in format_list()]})


@get("/engines", sync_to_thread=True, opt={"answer": "engines"})
def engines(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The engines: what each reads and makes, the parameters it has here, who answers for it."""
    return desk.tell({"engines": [described_engine(each) for each in desk.engines]})


@get("/ports", sync_to_thread=True, opt={"answer": "ports"})
def ports(
    desk: NamedDependency[Desk],
    open_at: Annotated[
        str | None, QueryParameter(description="Also tell whether each is open at this instant.")
    ] = None,
    mode: Annotated[
        geo.Mode | None, QueryParameter(description="Only ports for this way to arrive.")
    ] = None,
) -> Response[bytes]:
    """The ports of entry along the line; ``open`` is null where the hours are not known."""
    found = []
    for port in geo.ports():
        if mode is None or mode in port.modes:
            told = msgspec.to_builtins(port, order="deterministic")
            if open_at is not None:
                told["open"] = geo.is_open(port, _instant(open_at))
            found.append(told)
    head = {} if open_at is None else {"open_at": open_at}
    return desk.tell({**head, "ports": found})


@get("/line", sync_to_thread=True, opt={"answer": "line"})
def line(
    desk: NamedDependency[Desk],
    lon: Annotated[float, QueryParameter(ge=-180, le=180, description="Longitude, degrees.")],
    lat: Annotated[float, QueryParameter(ge=-90, le=90, description="Latitude, degrees.")],
) -> Response[bytes]:
    """On which side of the line a position is, how many metres from it, and where along it."""
    return desk.tell(where(lon, lat))


@get("/line/at", sync_to_thread=True, opt={"answer": "place"})
def line_at(
    desk: NamedDependency[Desk],
    km: Annotated[float, QueryParameter(ge=0, description="Kilometre along the line.")],
    segment: Annotated[str, QueryParameter(description="Part of the line.")] = "atlantic-pacific",
) -> Response[bytes]:
    """Where a kilometre of the line lies."""
    return desk.tell(place_of(km, segment))


def _instant(text: str) -> Any:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no instant; write it like 2026-07-01T14:00:00Z") from error


ROUTES = (kinds, kind, formats, engines, ports, line, line_at)
