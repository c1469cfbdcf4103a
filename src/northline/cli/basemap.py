"""Maps that lie under the picture: add one, list them, remove one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from northline.cli.answer import answer
from northline.cli.options import PLAIN, Options
from northline.cli.tables import table
from northline.records.errors import UsageError

if TYPE_CHECKING:
    from northline.app.basemap import Basemap


def basemap(
    verb: Literal["list", "add", "remove"] = "list",
    what: str | None = None,
    /,
    *,
    name: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List the maps that can lie under the picture, add one from a file, or remove one.

    Args:
        verb: list, add FILE.pmtiles, or remove NAME.
        what: The file to add (PMTiles, version 3), or the name of the map to remove.
        name: What to call the map that is added; otherwise a name is made of the file's.
    """
    from northline.app import basemap as maps

    if (what is None) is not (verb == "list"):
        needs = {"list": "nothing more", "add": "the file to add", "remove": "the name to remove"}
        raise UsageError(f"'northline basemap {verb}' takes {needs[verb]}")
    if name is not None and verb != "add":
        raise UsageError("--name goes with 'northline basemap add'")
    if verb == "add":
        added = maps.add(Path(str(what)), name)
        return answer(options, {"added": msgspec.to_builtins(added)}, [f"added {added.name}"])
    if verb == "remove":
        maps.remove(str(what))
        return answer(options, {"removed": what}, [f"removed {what}"])
    found = maps.basemaps()
    return answer(options, {"basemaps": msgspec.to_builtins(found)}, table(_rows(found), _COLUMNS))


_COLUMNS = ("name", "kind", "zooms", "MB", "bounds", "attribution", "trouble")


def _rows(found: list[Basemap]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for each in found:
        row: dict[str, object] = {"name": each.name, "MB": round(each.bytes / 1e6, 1)}
        if each.map is not None:
            row |= {
                "kind": each.map.kind,
                "zooms": f"{each.map.minzoom} to {each.map.maxzoom}",
                "bounds": " ".join(f"{degrees:.2f}" for degrees in each.map.bounds),
                "attribution": each.map.attribution or None,
            }
        rows.append(row | {"trouble": each.trouble})
    return rows
