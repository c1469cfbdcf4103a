"""`make audit` finds what is known of what is locked, and never passes without having looked."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from tests.conventions.advisories import (
    ACCEPTED,
    NPM,
    PYPI,
    Locked,
    audit,
    in_range,
    locked,
    npm_pins,
    python_pins,
    read,
    semver,
)
from tests.conventions.test_dependencies import locked as python_locked
from tests.conventions.tree import ROOT

H11 = Locked(PYPI, "h11", "0.16.0", "requirements.lock.txt")
MAPS = Locked(NPM, "@maplibre/vt-pbf", "4.3.3", "web/package-lock.json")


def record(
    name: str, ecosystem: str = PYPI, *, ranges: Any = None, versions: Any = (), **more: Any
) -> dict[str, Any]:
    usual = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0.0"}]}]
    part = {
        "package": {"ecosystem": ecosystem, "name": name},
        "ranges": usual if ranges is None else ranges,
        "versions": list(versions),
    }
    told = {"id": f"TEST-{name}", "modified": "2026-01-01T00:00:00Z", "summary": "it breaks"}
    return {**told, "affected": [part], **more}


OTHERS = (record("nobody-has-this"), record("nor-this", NPM))


def run(place: Path | str, *packages: Locked) -> tuple[int, str]:
    said: list[str] = []
    return audit(str(place), packages or (H11, MAPS), said.append), "\n".join(said)


def lines(tmp_path: Path, *records: Any) -> Path:
    path = tmp_path / "advisories.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in records))
    return path


# --- never silently -------------------------------------------------------------------------


def test_without_a_source_it_says_so_and_does_not_pass(tmp_path: Path) -> None:
    for place in ("", tmp_path / "missing"):
        code, said = run(place)
        assert code == 4
        assert "no advisory source is in reach" in said


def test_a_source_that_knows_one_registry_only_does_not_pass(tmp_path: Path) -> None:
    for known, other in ((OTHERS[0], NPM), (OTHERS[1], PYPI)):
        code, said = run(lines(tmp_path, known))
        assert code == 4
        assert f"no advisory source of {other} is in reach" in said


def test_an_empty_source_does_not_pass(tmp_path: Path) -> None:
    assert run(lines(tmp_path))[0] == 4
    (tmp_path / "folder").mkdir()
    assert run(tmp_path / "folder")[0] == 4


@pytest.mark.parametrize("text", ["no JSON\n", '{"id": 7}', "[1]", '{"id": "X", "affected": [3]}'])
def test_what_is_no_source_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    code, said = run(tmp_path / "a.json")
    assert code == 2
    assert "no source in the OSV format" in said


def test_what_is_known_of_nothing_we_have_passes_and_says_how_much_was_compared(
    tmp_path: Path,
) -> None:
    code, said = run(lines(tmp_path, *OTHERS))
    assert code == 0
    assert said == "2 packages; advisories: 1 of PyPI, 1 of npm; the newest of 2026-01-01T00:00:00Z"


# --- what is found --------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "ecosystem"), [("h11", PYPI), ("H11", PYPI), (MAPS.name, NPM)])
def test_an_advisory_is_found_with_all_that_helps(
    tmp_path: Path, name: str, ecosystem: str
) -> None:
    code, said = run(lines(tmp_path, *OTHERS, record(name, ecosystem, aliases=["CVE-2026-1"])))
    assert code == 1
    assert f"TEST-{name} (CVE-2026-1): it breaks; fixed in 99.0.0" in said


def test_it_is_found_in_a_folder_in_a_zip_and_in_a_single_file(tmp_path: Path) -> None:
    (tmp_path / "folder" / "PyPI").mkdir(parents=True)
    (tmp_path / "folder" / "PyPI" / "a.json").write_text(json.dumps(record("h11"), indent=2))
    (tmp_path / "folder" / "README").write_text("no record")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.json", json.dumps(record("h11")))
    (tmp_path / "one.json").write_text(json.dumps([record("h11")], indent=2))
    for name in ("folder", "all.zip", "one.json"):
        assert run(tmp_path / name)[0] == 1
        assert read(tmp_path / name).records == {PYPI: 1}


def test_a_package_of_the_same_name_elsewhere_is_another(tmp_path: Path) -> None:
    elsewhere = (record("h11", NPM), record("h11", "crates.io"), record(MAPS.name, PYPI))
    assert run(lines(tmp_path, *OTHERS, *elsewhere))[0] == 0


def test_what_was_withdrawn_says_nothing(tmp_path: Path) -> None:
    withdrawn = record("h11", withdrawn="2026-02-01T00:00:00Z")
    assert run(lines(tmp_path, *OTHERS, withdrawn))[0] == 0


def test_what_cannot_be_compared_is_a_finding_and_no_pass(tmp_path: Path) -> None:
    wrong: tuple[Any, ...] = (
        [{"type": "ECOSYSTEM", "events": [{"introduced": "the first"}]}],
        [{"type": "ECOSYSTEM"}],
        [{"type": "GIT", "events": [{"introduced": "0"}]}],
        [],
    )
    for ranges in wrong:
        code, said = run(lines(tmp_path, *OTHERS, record("h11", ranges=ranges)))
        assert code == 1
        assert "cannot be told" in said


def test_every_accepted_advisory_has_a_reason() -> None:
    assert all(reason.strip() for reason in ACCEPTED.values())


# --- ranges and orders ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "inside", "outside"),
    [
        ([{"introduced": "0"}], ["0.0.1", "9.0.0"], []),
        ([{"introduced": "0"}, {"fixed": "1.2.0"}], ["0.0.1", "1.1.9"], ["1.2.0", "1.10.0"]),
        (
            [{"introduced": "1.0.0"}, {"last_affected": "1.2.0"}],
            ["1.0.0", "1.2.0"],
            ["0.9.0", "1.2.1"],
        ),
        ([{"introduced": "1.0.0"}, {"limit": "2.0.0"}], ["1.9.0"], ["2.0.0"]),
        (
            [
                {"introduced": "1.0.0"},
                {"fixed": "1.5.0"},
                {"introduced": "2.0.0"},
                {"fixed": "2.1.0"},
            ],
            ["1.4.9", "2.0.0", "2.0.9"],
            ["0.1.0", "1.5.0", "1.9.0", "2.1.0", "3.0.0"],
        ),
        # In whatever order they stand, one event or two to an object.
        ([{"fixed": "2.1.0"}, {"introduced": "2.0.0"}], ["2.0.0"], ["1.9.9", "2.1.0"]),
        ([{"introduced": "1.0.0", "fixed": "1.1.0"}], ["1.0.0"], ["1.1.0"]),
        (
            [{"introduced": "0"}, {"fixed": "1.0.0"}, {"introduced": "1.0.0"}],
            ["0.5.0", "1.0.0"],
            [],
        ),
        ([{"introduced": "1.0.0"}, {"fixed": "1.0.1"}], ["1.0.0"], ["0.9.9", "1.0.1"]),
    ],
)
def test_a_version_lies_in_its_range(events: Any, inside: list[str], outside: list[str]) -> None:
    for ecosystem, kind in ((PYPI, "ECOSYSTEM"), (NPM, "SEMVER")):
        for version in inside:
            assert in_range(version, {"type": kind, "events": events}, ecosystem), version
        for version in outside:
            assert not in_range(version, {"type": kind, "events": events}, ecosystem), version


def test_versions_that_are_named_count_however_they_are_written(tmp_path: Path) -> None:
    for versions, code in ((["0.16"], 1), (["0.16.0"], 1), (["0.16.1", "one of old"], 0)):
        one = record("h11", ranges=[], versions=versions)
        assert run(lines(tmp_path, *OTHERS, one))[0] == code


def test_semantic_versions_stand_in_the_order_of_the_standard() -> None:
    """The chain of clause 11 of SemVer 2.0, and what it says of builds."""
    chain = "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.2.0 1.10.0 2.0.0"
    keys = [semver(each) for each in chain.split()]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert semver("1.0.0+build.5") == semver("v1.0.0")
    for wrong in ("1.0", "01.0.0", "latest", "1.0.0.0", ""):
        with pytest.raises(ValueError, match="no semantic version"):
            semver(wrong)


def test_python_versions_stand_in_the_order_of_pep_440() -> None:
    events = [{"introduced": "0"}, {"fixed": "2.0rc1"}]
    for version, inside in (("2.0b9", True), ("2.0rc1", False), ("2.0", False), ("1!0.1", False)):
        assert in_range(version, {"type": "ECOSYSTEM", "events": events}, PYPI) is inside


# --- the lock files -------------------------------------------------------------------------


def test_everything_that_is_locked_is_compared() -> None:
    found = locked()
    python = {each.name for each in found if each.ecosystem == PYPI}
    assert python == set(python_locked())
    places = json.loads((ROOT / "web/package-lock.json").read_text(encoding="utf-8"))["packages"]
    npm = {each.name for each in found if each.ecosystem == NPM}
    assert {place.rpartition("node_modules/")[2] for place in places if place} == npm
    assert {"maplibre-gl", "esbuild"} <= npm
    for each in found:
        Version(each.version) if each.ecosystem == PYPI else semver(each.version)


def test_each_package_that_is_locked_would_be_found(tmp_path: Path) -> None:
    found = locked()
    source = lines(tmp_path, *(record(each.name, each.ecosystem) for each in set(found)))
    code, said = run(source, *found)
    assert code == 1
    told = [line for line in said.splitlines() if ": TEST-" in line]
    # Dated versions are past the 99 of the planted records.
    young = [each for each in found if int(each.version.split(".")[0]) < 99]
    assert len(told) == len(young) > 100


def test_pins_are_read_with_their_markers_nested_and_renamed() -> None:
    text = "# made\nH11==0.16.0 ; python_version < '3.14' \\\n    --hash=sha256:00\n    # via x\n"
    assert list(python_pins(text, "lock")) == [Locked(PYPI, "h11", "0.16.0", "lock")]
    places = {
        "": {"name": "us"},
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/a/node_modules/@x/b": {"version": "2.0.0"},
        "node_modules/short": {"version": "3.0.0", "name": "long-name"},
        "node_modules/linked": {"link": True},
    }
    pins = npm_pins(json.dumps({"packages": places}), "lock")
    assert [(each.name, each.version) for each in pins] == [
        ("@x/b", "2.0.0"),
        ("a", "1.0.0"),
        ("long-name", "3.0.0"),
    ]
