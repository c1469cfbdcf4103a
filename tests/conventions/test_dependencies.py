"""The lock files are complete, pinned and name no host; what the package imports is declared."""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from importlib.metadata import version as installed

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.conventions.licences import runtime
from tests.conventions.tree import ROOT, Module, modules, project, texts

LOCKS = {
    "requirements.in": "requirements.lock.txt",
    "requirements.build.in": "requirements.build.lock.txt",
}
HOST = re.compile(r"\w+://|--(?:extra-)?index-url|--find-links|--trusted-host| @ |\bgit\+")
PYTHONS = ("3.11", "3.12", "3.13")


def hosts(text: str) -> list[str]:
    """Lines that say where a package is to be fetched from."""
    named = [line for line in text.splitlines() if HOST.search(line)]
    return [line for line in named if '"funding"' not in line and '"url": "https://' not in line]


def pins(text: str) -> dict[str, tuple[Requirement, int]]:
    """Requirement and number of hashes, by name, of a lock file's text."""
    found: dict[str, tuple[Requirement, int]] = {}
    for entry in text.replace("\\\n", " ").splitlines():
        if entry and not entry.startswith((" ", "#")):
            requirement = Requirement(entry.split(" --hash=")[0])
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} stands twice: one version for every Python"
            found[name] = requirement, entry.count("--hash=sha256:")
    return found


def locked() -> dict[str, tuple[Requirement, int]]:
    """The pins of both lock files, which share none."""
    return pins("".join((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS.values()))


def foreign_imports(module: Module) -> set[str]:
    """Top-level names of what a module imports from neither Python nor this package."""
    names = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"northline"}


def test_no_lock_file_names_a_host() -> None:
    locks = [(name, text) for name, text in texts() if re.search(r"[.-]lock\.", name)]
    assert set(LOCKS.values()) <= {name for name, _ in locks}
    assert not [f"{name}: {line}" for name, text in locks for line in hosts(text)]


def test_a_host_is_found() -> None:
    assert hosts("--index-url https://mirror.example/simple")
    assert hosts("h3 @ file:///opt/h3.whl")
    assert hosts('      "resolved": "https://mirror.example/h3.tgz",')
    assert not hosts('      "url": "https://example.org/give"')


def test_every_pin_is_exact_and_hashed() -> None:
    loose = [
        name
        for name, (requirement, hashes) in locked().items()
        if not hashes or [spec.operator for spec in requirement.specifier] != ["=="]
    ]
    assert not loose


def test_the_locks_hold_what_is_declared_on_every_python() -> None:
    table = project()
    declared = [
        *table["project"]["dependencies"],
        *table["project"]["optional-dependencies"]["dev"],
        *table["build-system"]["requires"],
        "editables",
    ]
    for requirement in map(Requirement, declared):
        pin, _ = locked()[canonicalize_name(requirement.name)]
        version = Version(next(iter(pin.specifier)).version)
        assert requirement.specifier.contains(version), f"{requirement} but {pin}: make lock"
        for python in PYTHONS:
            place = {"python_version": python, "python_full_version": f"{python}.0"}
            assert pin.marker is None or pin.marker.evaluate(place)


def test_the_build_requirements_stand_once_in_two_places() -> None:
    lines = "".join((ROOT / name).read_text(encoding="utf-8") for name in LOCKS).splitlines()
    asked = {str(Requirement(line)) for line in lines if line and not line.startswith("#")}
    needed = {str(Requirement(line)) for line in project()["build-system"]["requires"]}
    assert needed <= asked


def test_what_is_locked_for_the_build_alone_is_not_needed_at_run_time() -> None:
    apart = pins((ROOT / LOCKS["requirements.build.in"]).read_text(encoding="utf-8"))
    assert apart.keys() == {"timezonefinder"}
    assert not apart.keys() & {one.name for one in runtime()}


def test_pip_check_says_of_what_is_locked_only_what_the_decision_says() -> None:
    # Were this one complaint gone too, one lock file would do: docs/decisions/0005-licences.md.
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    said = subprocess.run(pip, capture_output=True, text=True, check=False, timeout=120).stdout
    ours = {*locked(), "northline"}
    complaints = [line for line in said.splitlines() if canonicalize_name(line.split()[0]) in ours]
    has = f"timezonefinder {installed('timezonefinder')} has requirement cffi<2,>=1.15.1"
    assert complaints == [f"{has}, but you have cffi {installed('cffi')}."]
    assert has in (ROOT / "docs/decisions/0005-licences.md").read_text(encoding="utf-8")


def test_what_the_package_imports_is_declared() -> None:
    table = project()["project"]
    extras = [v for k, v in table["optional-dependencies"].items() if k != "dev"]
    declared = {
        canonicalize_name(Requirement(line).name)
        for line in [*table["dependencies"], *(line for extra in extras for line in extra)]
    }
    owners = packages_distributions()
    undeclared = [
        f"{module.name}: {name}"
        for module in modules()
        for name in sorted(foreign_imports(module))
        if not {canonicalize_name(owner) for owner in owners.get(name, [name])} & declared
    ]
    assert not undeclared


def test_a_foreign_import_is_found() -> None:
    planted = "import os\nimport scipy.stats\nfrom northline import geo\nfrom . import x\n"
    assert foreign_imports(Module("northline/geo/x.py", planted)) == {"scipy"}
