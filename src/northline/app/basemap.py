"""What can lie under the picture: the built-in map, and maps that people add to their node.

::

    ~/.config/northline/basemaps/NAME.pmtiles

An added map is one PMTiles archive, copied into the home folder: it is no record and never enters
a ledger.  The built-in map and the line ship with the package (``build_basemap.py``).
"""

import os
import re
import secrets
import shutil
import threading
from importlib.resources import files
from pathlib import Path

import msgspec

from northline.app.home import PROFILE, home_folder, operator_of
from northline.app.permitting import require
from northline.app.tile_archive import Described, TileArchive
from northline.records.errors import (
    InputError,
    MissingDependency,
    NotPermitted,
    UnknownName,
    UsageError,
)

BUILT_IN, LINE = "northline", "line"
"""Names of what ships with the package: the map, and the line that lies over every map."""

_SHIPPED = {BUILT_IN: "basemap.pmtiles", LINE: "line.pmtiles"}
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_SUFFIX = ".pmtiles"


class Basemap(msgspec.Struct, frozen=True, kw_only=True):
    """A map that can be shown.

    Attributes:
        name: what it is called here, in its address too.
        title: what its author calls it.
        built_in: whether it ships with the package.
        bytes: size of the file.
        map: what it says of itself; None where the file is damaged.
        trouble: what is wrong with the file, or None.
    """

    name: str
    title: str
    built_in: bool
    bytes: int
    map: Described | None
    trouble: str | None = None


def basemaps(home: Path | None = None) -> list[Basemap]:
    """The maps of this node: the built-in one, then the others by name.

    Args:
        home: the home folder; `northline.app.home.home_folder` else.

    Raises:
        MissingDependency: when the built-in map was not built into this package.
    """
    added = sorted(_folder(home).glob(f"*{_SUFFIX}"))
    return [
        _told(_shipped(BUILT_IN), BUILT_IN),
        *(_told(path, path.stem) for path in added if _NAME.fullmatch(path.stem)),
    ]


def add(file: Path, name: str | None = None, home: Path | None = None) -> Basemap:
    """Check an archive and copy it into the home folder, whole or not at all.

    Args:
        file: a PMTiles archive.
        name: what to call it; None makes a name of the file's.
        home: the home folder; `northline.app.home.home_folder` else.

    Raises:
        InputError: when the file is no archive, not whole, or holds what no page can draw.
        UsageError: when the name is none, or taken.
        NotPermitted: when the home folder cannot be written.
    """
    _check_role(home)
    called = _named(name) if name is not None else _name_of(file)
    folder = _folder(home)
    target = folder / f"{called}{_SUFFIX}"
    if called in _SHIPPED or target.exists():
        raise UsageError(
            f"there is a map {called} already; name this one with --name, or first run "
            f"'northline basemap remove {called}'"
        )
    with TileArchive(file) as offered:
        offered.check()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _copy(file, target)
    except FileExistsError as error:
        raise UsageError(f"somebody has just added a map {called}") from error
    except OSError as error:
        raise NotPermitted(f"{target} cannot be written: {error.strerror or error}") from error
    return _told(target, called)


def remove(name: str, home: Path | None = None) -> None:
    """Remove a map that was added; pages that show it keep what they have drawn.

    Raises:
        UsageError: for the built-in map.
        UnknownName: when there is none of that name.
        NotPermitted: when the file cannot be removed.
    """
    _check_role(home)
    if name in _SHIPPED:
        raise UsageError(f"{name} ships with the package and cannot be removed")
    path = _folder(home) / f"{_named(name)}{_SUFFIX}"
    try:
        path.unlink()
    except FileNotFoundError as error:
        raise UnknownName(_unknown(name, home)) from error
    except OSError as error:
        raise NotPermitted(f"{path} cannot be removed: {error.strerror or error}") from error


class Maps:
    """The archives of this node, kept open while they stay as they are.

    Safe to use from several threads.
    """

    def __init__(self, home: Path | None = None) -> None:
        """Open nothing yet.

        Args:
            home: the home folder; `northline.app.home.home_folder` else, asked each time.
        """
        self._home = home
        self._open: dict[str, tuple[tuple[int, ...], TileArchive]] = {}
        self._lock = threading.Lock()

    def archive(self, name: str) -> TileArchive:
        """The archive of a map, opened again where another file has taken its place.

        Raises:
            UnknownName: when there is none of that name.
            InputError: when the file is damaged.
            MissingDependency: for one that should have shipped with the package.
        """
        path = _shipped(name) if name in _SHIPPED else _added(name, self._home)
        with self._lock:
            try:
                stat = path.stat()
            except FileNotFoundError as error:
                self._open.pop(name, None)  # closed when the last answer from it is written
                raise UnknownName(_unknown(name, self._home)) from error
            mark = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            kept = self._open.get(name)
            if kept is None or kept[0] != mark:
                kept = self._open[name] = mark, TileArchive(path)
            return kept[1]


def _check_role(home: Path | None) -> None:
    """A map belongs to the node, not to a ledger: the local operator adds and removes it.

    Where nobody has worked yet, it is whoever begins to: no key is made for it.
    """
    place = home or home_folder()
    if (place / PROFILE).exists():
        require(operator_of(place)[0].viewer(), "basemap")


def _told(path: Path, name: str) -> Basemap:
    size = path.stat().st_size
    built_in = name in _SHIPPED
    try:
        with TileArchive(path) as archive:
            title = archive.metadata.get("name")
            return Basemap(
                name=name,
                title=title if isinstance(title, str) and title else name,
                built_in=built_in,
                bytes=size,
                map=archive.described,
            )
    except InputError as error:
        return Basemap(
            name=name, title=name, built_in=built_in, bytes=size, map=None, trouble=str(error)
        )


def _shipped(name: str) -> Path:
    path = Path(str(files("northline.geo").joinpath("data", _SHIPPED[name])))
    if not path.is_file():
        raise MissingDependency(
            f"The built-in map (northline/geo/data/{path.name}) is missing from this "
            "installation. In a checkout, run 'make setup'; otherwise install the package again."
        )
    return path


def _added(name: str, home: Path | None) -> Path:
    if not _NAME.fullmatch(name):
        raise UnknownName(_unknown(name, home))
    return _folder(home) / f"{name}{_SUFFIX}"


def _folder(home: Path | None) -> Path:
    return (home or home_folder()) / "basemaps"


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name for a map: write up to 40 of a-z, 0-9 and hyphens, such as "
            "detroit-2026"
        )
    return name


def _name_of(file: Path) -> str:
    """A name made of a file's: lower case, everything else a hyphen."""
    made = re.sub(r"[^a-z0-9]+", "-", file.stem.casefold())[:40].strip("-")
    if not made:
        raise UsageError(f"no name can be made of {file.name!r}; give one with --name")
    return made


def _unknown(name: str, home: Path | None) -> str:
    there = sorted(each.stem for each in _folder(home).glob(f"*{_SUFFIX}"))
    return f"there is no map {name!r}; added ones: {', '.join(there) or 'none'}"


def _copy(file: Path, target: Path) -> None:
    """Copy durably, check the copy, and put it in place; one that is there already stays."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with file.open("rb") as read, draft.open("xb") as written:
            shutil.copyfileobj(read, written, 1024 * 1024)
            written.flush()
            os.fsync(written.fileno())
        with TileArchive(draft) as copied:  # the file may have changed since it was looked at
            copied.check()
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)
