"""How high the ground stands: ``[terrain]``, a raster that whoever runs the node provides.

::

    [terrain]
    elevation = "terrain/detroit.tif"
"""

from pathlib import Path as Folder
from typing import Any

import msgspec

from northline.app.settings_lines import Path
from northline.app.settings_mistakes import Check, Report, table, text
from northline.records.errors import UsageError


class TerrainSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The ground.

    Attributes:
        elevation: file of heights (GeoTIFF), or None where coverage goes by the round earth alone.
    """

    elevation: Folder | None = None


def terrain_check(folder: Folder) -> Check:
    """What checks ``[terrain]``.

    Args:
        folder: of the file; paths are meant from there.
    """

    def elevation(report: Report, path: Path, value: Any) -> Folder | None:
        from northline.app.elevation import raised

        given = text(report, path, value)
        if given is None:
            return None
        named = folder / Folder(given).expanduser()
        try:
            raised(named)
        except UsageError as error:
            report.add(path, str(error), "a GeoTIFF of heights", "docs/coverage.md says which.")
            return None
        return named

    def check(report: Report, path: Path, value: Any) -> TerrainSettings:
        return TerrainSettings(**table(report, path, value, {"elevation": elevation}))

    return check


def terrain_of(path: Folder | None) -> Folder | None:
    """The file of heights that a settings file names; the rest of it is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[terrain]``.
    """
    from northline.app.settings import part_of

    if path is None:
        return None
    told: TerrainSettings = part_of(path, "terrain", terrain_check(path.resolve().parent))
    return told.elevation
