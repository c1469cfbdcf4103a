"""How modules are cut, named and described: see STYLE in CONTRIBUTING.md."""

import ast
import re
from collections.abc import Iterator

from tests.conventions.tree import Module, modules

LONGEST = 400
VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def too_long(module: Module) -> list[str]:
    lines = module.text.count("\n")
    return [f"{module.name}: {lines} lines"] if lines > LONGEST else []


def vague_names(module: Module) -> list[str]:
    """Folders, files and classes whose name says nothing: ``utils``, ``base``, ``FeedManager``."""
    found = [
        f"{module.name}: {part}"
        for part in module.name.removesuffix(".py").split("/")
        if part == "base" or VAGUE & set(part.split("_"))
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            words = [word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", node.name)]
            if words and (words[0] == "base" or words[-1] in VAGUE | {"base"}):
                found.append(f"{module.name}: class {node.name}")
    return found


def without_docstring(module: Module) -> list[str]:
    found = [] if ast.get_docstring(module.tree) else [f"{module.name}: the module itself"]
    return found + [
        f"{module.name}: {name}"
        for name, node in _public(module.tree.body, "")
        if not ast.get_docstring(node)
    ]


_Described = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _public(body: list[ast.stmt], within: str) -> Iterator[tuple[str, _Described]]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_") or _says_it_elsewhere(node):
                continue
            yield within + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{within}{node.name}.")


def _says_it_elsewhere(node: _Described) -> bool:
    names = {ast.unparse(decorator).split(".")[-1] for decorator in node.decorator_list}
    return bool(names & {"overload", "override", "setter", "deleter"})


def test_no_module_is_longer_than_400_lines() -> None:
    assert not [line for module in modules() for line in too_long(module)]


def test_nothing_has_a_vague_name() -> None:
    assert not [line for module in modules() for line in vague_names(module)]


def test_everything_public_has_a_docstring() -> None:
    assert not [line for module in modules() for line in without_docstring(module)]


def test_the_checks_find_what_they_look_for() -> None:
    planted = Module(
        "northline/geo/name_utils.py",
        "class BasePort:\n    def width(self): ...\n    def _kept(self): ...\n"
        "class PortManager: ...\n" + "x = 1\n" * LONGEST,
    )
    assert too_long(planted) == ["northline/geo/name_utils.py: 404 lines"]
    assert [line.split(": ")[1] for line in vague_names(planted)] == [
        "name_utils",
        "class BasePort",
        "class PortManager",
    ]
    assert [line.split(": ")[1] for line in without_docstring(planted)] == [
        "the module itself",
        "BasePort",
        "BasePort.width",
        "PortManager",
    ]
    assert not vague_names(Module("northline/engines/database.py", "class Baseline: ...\n"))
