"""Every verb that is no plain read asks for a role, before it does or tells anything."""

import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from northline.app import audit, audit_anchors, audit_export, backup, basemap, commitments
from northline.app.home import PROFILE, operator_of
from northline.app.node import Node
from northline.app.permitting import require
from northline.app.sensors_stating import state_sensor
from northline.app.sharing.remarking import preview, remark
from northline.decisions.operations import OPERATIONS
from northline.decisions.roles import ALONE
from northline.records.errors import NotPermitted, RoleNeeded
from tests.app.lake import log, write
from tests.app.people import colleague

NOBODY = bytes(16)

VERBS: dict[str, Callable[[Node, Path], object]] = {
    "ingest": lambda node, folder: node.ingest("ais", write(folder / "a", log(ships=1))),
    "retry-rejected": lambda node, _: node.retry_rejected(),
    "sensors": lambda node, _: state_sensor(node, {"identity": "camera:t4", "state": "down"}),
    "run": lambda node, _: node.run(),
    "mark": lambda node, _: node.mark([NOBODY], "Secret", "why"),
    "erase": lambda node, _: node.erase([NOBODY], "rule"),
    "hold": lambda node, _: node.hold("case", [NOBODY], "why"),
    "audit": lambda node, _: audit.audit(node, audit.Wish()),
    "audit-export": lambda node, _: audit_export.export(node, io.BytesIO()),
    "verify": lambda node, _: node.verify(),
    "compact": lambda node, _: node.compact(),
    "backup": lambda node, folder: backup.back_up(node, folder / "copies"),
    "export": lambda node, _: node.export("position", io.BytesIO()),
    "commitments": lambda node, _: commitments.state(node, "nothing", commitments.Said()),
}

MORE: dict[str, Callable[[Node, Path], object]] = {
    "erase": lambda node, _: node.erase_due(),
    "hold": lambda node, _: node.lift("case", "why"),
    "audit": lambda node, _: audit.entry(node, 1),
    "verify": lambda node, folder: audit_anchors.write_down(node, folder / "anchors"),
}

ELSEWHERE = {
    "accounts",
    "basemap",
    "check-in",
    "coverage",
    "decide",
    "exchange",
    "exercise",
    "joint-operations",
    "lookouts",
    "patrol-log",
    "patrol-orders",
    "patrol-planning",
    "patrol-risk",
    "patrol-safety",
    "referrals",
    "resources",
    "screening",
    "settings",
    "sharing",
    "subject-requests",
    "units",
}
"""Operations whose verbs stand elsewhere, with tests of their own."""


def test_every_operation_of_the_node_is_tried_here() -> None:
    assert {each.name for each in OPERATIONS} == VERBS.keys() | ELSEWHERE


@pytest.mark.parametrize(
    ("operation", "act"), [*VERBS.items(), *MORE.items()], ids=[*VERBS, *(f"{n}-too" for n in MORE)]
)
def test_without_its_role_nothing_is_done(
    node: Node, tmp_path: Path, operation: str, act: Callable[[Node, Path], object]
) -> None:
    able = {each.name: each.roles for each in OPERATIONS}[operation]
    others = tuple(role for role in ALONE if role not in able)
    node.viewer = msgspec.structs.replace(node.viewer, roles=others)
    head = node.head()
    with pytest.raises(RoleNeeded, match=f"^{operation} is for {able[0]}"):
        act(node, tmp_path)
    assert node.head() == head
    assert {each.name for each in tmp_path.iterdir()} <= {"ledger", "a"}


def test_a_service_of_the_node_may_erase_what_is_past_its_time(node: Node) -> None:
    from northline.app.keeping import erase_due

    node.viewer = msgspec.structs.replace(node.viewer, roles=("analyst",))
    assert erase_due(node, dry_run=True, by="service:retention").rows == {}


def test_a_map_is_added_and_removed_by_an_administrator(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told, _ = operator_of(home)
    plain = msgspec.structs.replace(told, roles=("watch-officer",))
    (home / PROFILE).write_bytes(msgspec.json.encode(plain))
    for act in (lambda: basemap.add(tmp_path / "m", home=home), lambda: basemap.remove("m", home)):
        with pytest.raises(RoleNeeded, match="basemap is for administrator"):
            act()


def test_a_backup_is_restored_by_an_administrator(node: Node, tmp_path: Path) -> None:
    backup.back_up(node, tmp_path / "copies")
    home = tmp_path / "home"
    told, _ = operator_of(home)
    trusted = {**told.trusted, **node.operator.trusted}
    plain = msgspec.structs.replace(told, roles=("watch-officer",), trusted=trusted)
    (home / PROFILE).write_bytes(msgspec.json.encode(plain))
    ready = backup.look(tmp_path / "copies", home=home)
    with pytest.raises(RoleNeeded, match="backup is for administrator"):
        backup.restore(ready, tmp_path / "again", home=home, accept_older=True)
    assert not (tmp_path / "again").exists()


def test_what_the_first_releases_wrote_as_the_usual_roles_means_the_usual_ones_of_today(
    tmp_path: Path,
) -> None:
    told, _ = operator_of(tmp_path)
    assert told.roles == ALONE
    first = ("watch-officer", "watch-supervisor", "adjudicator", "release-officer")
    for stored, meant in ((first, ALONE), (first[:3], first[:3]), (first[::-1], first[::-1])):
        old = msgspec.structs.replace(told, roles=stored)
        (tmp_path / PROFILE).write_bytes(msgspec.json.encode(old))
        assert operator_of(tmp_path)[0].roles == meant


def test_the_role_acted_in_is_told(node: Node) -> None:
    assert require(node.viewer, "mark") == "records-officer"


def test_a_partner_brings_and_marks_nothing_in_the_name_of_another_agency(
    node: Node, tmp_path: Path
) -> None:
    partner = colleague(node, "Pat", 7, agency="cbp", country="US")
    file = write(tmp_path / "a", log(ships=1))
    for of in (node.operator.agency, "rcmp"):
        with pytest.raises(NotPermitted, match=f"cannot name {of} as its owner"):
            partner.ingest("ais", file, marking=f"Unclassified; owner={of}; partners=cbp")
    partner.ingest("ais", file)
    (record, *_) = partner.records("position").column("id").to_pylist()
    assert not node.count("position", ids=[record]), "it is theirs and not ours"
    taken = f"Unclassified; owner={node.operator.agency}"
    for wrong in (
        lambda: partner.mark([record], taken, "it is yours"),
        lambda: preview(partner, record, taken),
        lambda: remark(partner, record, taken, "it is yours"),
    ):
        with pytest.raises(NotPermitted, match="as its owner"):
            wrong()
    partner.mark([record], f"Unclassified; owner=cbp; partners={node.operator.agency}", "look")
    assert node.count("position", ids=[record]) == 1
    # The agency that keeps the ledger takes in what others own.
    node.ingest("ais", file, source="theirs", marking="Unclassified; owner=cbp")
