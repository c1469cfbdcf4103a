"""No GPL or AGPL in what the package needs at run time, and nothing whose licence is unknown."""

from email.message import Message
from importlib.metadata import PackageMetadata
from typing import cast

import pytest

from tests.conventions.licences import (
    PERMISSIVE,
    REVIEWED,
    UNMODIFIED,
    accepts,
    closure,
    runtime,
    stated,
)
from tests.conventions.tree import ROOT

SHELF = {
    "good": ("1", "MIT", ["inner[fast]>=1", "windows-only; sys_platform == 'win32'"]),
    "inner": ("1", "LGPL-3.0-or-later", ["viral; extra == 'fast'", "never; extra == 'slow'"]),
    "viral": ("1", "GPL-3.0-only", ["good"]),
}


def test_everything_needed_at_run_time_is_accepted() -> None:
    assert not [one for one in runtime() if not one.accepted]


def test_the_decision_names_every_package_and_its_licence() -> None:
    page = (ROOT / "docs/decisions/0005-licences.md").read_text(encoding="utf-8")
    rows = [f"| {one.name} | {one.licence} |" for one in runtime()]
    assert not [row for row in rows if row not in page], "paste what `make licences` prints"


def test_every_reviewed_licence_has_a_reason_and_is_still_needed() -> None:
    assert all(licence and reason for licence, reason in REVIEWED.values())
    assert REVIEWED.keys() <= {one.name for one in runtime()}


def test_a_gpl_package_is_found_behind_an_extra_of_a_dependency() -> None:
    found = {one.name: one for one in closure(["Good"], SHELF.__getitem__)}
    assert found.keys() == {"good", "inner", "viral"}
    assert [name for name, one in found.items() if not one.accepted] == ["viral"]
    assert found["good"].direct
    assert found["good"].needed_by == ("northline", "viral")


def test_lgpl_is_accepted_of_what_others_need_but_not_named_by_ourselves() -> None:
    (inner, *_) = closure(["inner"], SHELF.__getitem__)
    assert not inner.accepted


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "GPL-2.0-only OR MIT",
        "BSD-3-Clause AND (GPL-2.0-only OR MIT)",
        "BSD-2-Clause AND Apache-2.0 WITH LLVM-exception",
        "GPL-3.0-or-later WITH GCC-exception-3.1 AND BSD-3-Clause",
        "LGPL-2.1-or-later",
    ],
)
def test_expression_is_accepted(expression: str) -> None:
    assert accepts(expression, PERMISSIVE | UNMODIFIED)


@pytest.mark.parametrize(
    "expression",
    [
        "AGPL-3.0-or-later",
        "MIT AND GPL-2.0-only",
        "GPL-3.0-only WITH Font-exception-2.0",
        "(MIT OR BSD-3-Clause",
        "MIT BSD-3-Clause",
        "<GNU General Public License v3 (GPLv3)>",
        "unknown",
        "not installed",
        "",
    ],
)
def test_expression_is_refused(expression: str) -> None:
    assert not accepts(expression, PERMISSIVE | UNMODIFIED)


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License-Expression": "MIT", "License": "GPL"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: Odd License"}, "<Odd License>"),
        ({"License": "MIT License\n\nCopyright somebody"}, "MIT"),
        ({"Classifier": "Topic :: Software Development"}, "unknown"),
    ],
)
def test_a_licence_is_read_from_metadata(fields: dict[str, str], licence: str) -> None:
    metadata = Message()
    for name, value in fields.items():
        metadata[name] = value
    assert stated(cast("PackageMetadata", metadata)) == licence
