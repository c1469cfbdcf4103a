"""Routes of the map: which maps there are, their tiles, the line, and the ports at an instant.

A tile is answered as the archive stores it, in gzip where it is stored so; 204 where the map has
none there.  The line is a map like the others, called ``line``, that lies over every other.
"""

import hashlib
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT, HTTP_304_NOT_MODIFIED

from northline.app import words
from northline.app.basemap import Maps, basemaps
from northline.app.port_words import hours_in_words, name_of
from northline.app.tile_archive import unpacked
from northline.geo import ports as geo
from northline.records.errors import UnknownName
from northline.records.units import Micros
from northline.web.desk import Asked, Desk
from northline.web.freshness import is_known
from northline.web.language import wanted
from northline.web.problems import Missing

ROOT = "/map"
GEOJSON = "application/geo+json"
"""Media type of GeoJSON (RFC 7946, section 12)."""

KEPT = "private, max-age=600"
"""How long a browser may show a tile without asking again: maps change by hand, seldom."""

_STATE = {True: "open", False: "closed", None: "unknown"}

_maps = Maps()


@get(f"{ROOT}/basemaps", sync_to_thread=True, include_in_schema=False)
def maps(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The maps of this node that can be shown; ``trouble`` says why one cannot."""
    return desk.tell({"basemaps": msgspec.to_builtins(basemaps())})


@get(
    f"{ROOT}/tiles/{{name:str}}/{{z:int}}/{{x:int}}/{{y:int}}",
    sync_to_thread=True,
    include_in_schema=False,
)
def tile(
    request: Asked, name: FromPath[str], z: FromPath[int], x: FromPath[int], y: FromPath[int]
) -> Response[bytes]:
    """One tile of a map."""
    try:
        archive = _maps.archive(name)
    except UnknownName as error:
        raise Missing from error
    stored = archive.tile(z, x, y)
    headers = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    if stored is None:
        return Response(b"", status_code=HTTP_204_NO_CONTENT, headers=headers)
    if archive.packed:
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            stored = unpacked(stored, archive.path)
    headers["ETag"] = f'"{hashlib.blake2b(stored, digest_size=12).hexdigest()}"'
    if is_known(request, headers["ETag"]):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    media = archive.described.media
    return Response(stored, status_code=HTTP_200_OK, media_type=media, headers=headers)


@get(f"{ROOT}/ports.geojson", sync_to_thread=True, include_in_schema=False)
def ports(
    request: Asked,
    at: Annotated[str, QueryParameter(description="Tell the state at this instant (RFC 3339).")],
) -> Response[bytes]:
    """The ports of entry whose place is known, with their state at an instant.

    ``open`` is true, false, or null where the hours are not known; ``state`` says the same in a
    word.  Names and hours are in the language of the page that asks (``lang=en`` or ``fr``).
    """
    instant, language = words.instant(at), wanted(request).code
    found = [
        _feature(each, Micros(instant or 0), language)
        for each in geo.ports()
        if each.lon is not None
    ]
    body = msgspec.json.encode({"type": "FeatureCollection", "at": at, "features": found})
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie", "ETag": tag}
    if is_known(request, tag):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(body, status_code=HTTP_200_OK, media_type=GEOJSON, headers=headers)


def _feature(port: geo.Port, at: Micros, language: str) -> dict[str, Any]:
    opened = geo.is_open(port, at)
    return {
        "type": "Feature",
        "id": port.id,
        "geometry": {"type": "Point", "coordinates": [port.lon, port.lat]},
        "properties": {
            "id": port.id,
            "name": name_of(port, language),
            "kind": port.kind.value,
            "modes": sorted(mode.value for mode in port.modes),
            "open": opened,
            "state": _STATE[opened],
            "hours": hours_in_words(port, at, language),
        },
    }


ROUTES = (maps, tile, ports)
