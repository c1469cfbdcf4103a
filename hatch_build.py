"""Build what the package ships but git does not keep, for wheels and editable installs alike.

Steps are added to `STEPS`; each makes its files and names them, so that hatchling takes them
into the wheel although git ignores them.
"""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def load(path: Path) -> ModuleType:
    """Import a build module by its path: the root of the project is not on ``sys.path``."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"The build module {path} cannot be read.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def treaty_line(root: Path) -> list[str]:
    """Draw the treaty line from OpenStreetMap polygons (about 5 s); see ``build_line.py``."""
    module = load(root / "build_line.py")
    module.build(root / "src" / "northline" / "geo" / "data" / "line.npz")
    return ["src/northline/geo/data/line.npz"]


def catalogues(root: Path) -> list[str]:
    """Compile the translations, ``.po`` to ``.mo`` (GNU gettext)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = []
    for source in sorted((root / "src/northline/web/locale").glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        with source.open("rb") as read, compiled.open("wb") as written:
            write_mo(written, read_po(read))
        made.append(compiled.relative_to(root).as_posix())
    return made


def browser_code(root: Path) -> list[str]:
    """Bundle what stands in ``web/``, with Node from its wheel (about 10 s, most of it npm)."""
    load(root / "build_web.py").build(root / "web", root / STATIC)
    return [f"{STATIC}/**"]


def built_in_map(root: Path) -> list[str]:
    """Draw the built-in map and cut the line into tiles (about 20 s); see ``build_basemap.py``."""
    load(root / "build_web.py").install(root / "web")  # the tiles are cut by packages of npm
    sys.modules["build_tiles"] = load(root / "build_tiles.py")
    load(root / "build_basemap.py").build()
    return ["src/northline/geo/data/*.pmtiles"]


STATIC = "src/northline/web/static"
"""Where built files lie that pages ask for; git does not keep it."""

STEPS: tuple[Callable[[Path], list[str]], ...] = (
    treaty_line,
    catalogues,
    browser_code,
    built_in_map,
)


class NorthlineBuildHook(BuildHookInterface[Any]):
    """Runs every step before a wheel is written; a source archive carries no built file."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run the steps.  ``version`` is "standard" or "editable": both need the files."""
        if self.target_name != "wheel":
            return
        for step in STEPS:
            self.app.display_info(f"northline: {step.__name__.replace('_', ' ')}")
            build_data["artifacts"].extend(step(Path(self.root)))
