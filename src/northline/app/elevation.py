"""The ground that whoever runs the node provides: a GeoTIFF on this machine, opened once."""

import mmap
import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from northline.geo.elevation import Elevation
from northline.geo.geotiff import geotiff
from northline.records.errors import UsageError


class Raised(NamedTuple):
    """Ground, and what tells it from any other: file, size and time of its last change."""

    elevation: Elevation
    name: tuple[str, int, int]


def raised(path: Path | None) -> Raised | None:
    """The ground of a raster; None for no file.

    Raises:
        UsageError: when it cannot be read, or is no GeoTIFF of heights.
    """
    if path is None:
        return None
    try:
        stated = path.stat()
        return _opened(str(path.resolve()), stated.st_size, stated.st_mtime_ns)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error


@lru_cache(maxsize=4)
def _opened(path: str, size: int, changed: int) -> Raised:
    with Path(path).open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            raise UsageError(f"{path} is empty")
        held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        return Raised(Elevation(geotiff(memoryview(held))), (path, size, changed))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error
