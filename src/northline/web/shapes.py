"""The shapes of answers, as JSON Schema: from the declarations wherever there is one."""

from collections.abc import Mapping
from typing import Any

import msgspec

from northline.app.picture.alerts import Alert
from northline.app.picture.live import Frame
from northline.app.picture.past import Past
from northline.app.picture.plots import Plots
from northline.app.picture.sensing import ShownSensor
from northline.app.results import IngestReceipt, ReasonView, RejectedView, Replay
from northline.records.kinds import kind as kind_named
from northline.records.kinds import kinds
from northline.records.schema import json_schema
from northline.web.account_shapes import ANSWERS as ACCOUNTS
from northline.web.coverage_shapes import ANSWERS as COVERAGE
from northline.web.exercise_shapes import ANSWERS as EXERCISES
from northline.web.health_shape import health_shapes
from northline.web.list_shapes import ANSWERS as LISTS
from northline.web.operations_shapes import ANSWERS as OPERATIONS
from northline.web.outcomes_shapes import ANSWERS as OUTCOMES
from northline.web.patrol_log_shapes import ANSWERS as PATROL_LOG
from northline.web.patrol_plan_shapes import ANSWERS as PATROL_PLAN
from northline.web.patrol_risk_shapes import ANSWERS as PATROL_RISK
from northline.web.patrol_safety_shapes import ANSWERS as SAFETY
from northline.web.problems import Problem
from northline.web.rights_shapes import ANSWERS as RIGHTS
from northline.web.screening_shapes import ANSWERS as SCREENING
from northline.web.sensor_shapes import ANSWERS as SENSORS
from northline.web.session_shapes import ANSWERS as SESSIONS
from northline.web.sharing_shapes import ANSWERS as SHARING
from northline.web.unit_shapes import ANSWERS as UNITS

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
NUMBER: Shape = {"type": "number"}
FLAG: Shape = {"type": "boolean"}
THING: Shape = {"type": "object"}
ID: Shape = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
NEXT: Shape = {"type": ["string", "null"], "description": "Cursor of the next page, if any."}


def maybe(shape: Shape) -> Shape:
    """That shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def several(shape: Shape) -> Shape:
    """A list of that shape."""
    return {"type": "array", "items": shape}


def ref(name: str) -> Shape:
    """The component of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def members(**fields: Shape) -> Shape:
    """An object with these members, all of them always there."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def _finding_view() -> Shape:
    """A finding as a person sees it: its own fields, the reasons in words, its decisions."""
    shape = json_schema(kind_named("finding"))
    del shape["$schema"]
    shape["title"] = "finding-view"
    shape["properties"] |= {
        "reasons": several(ref("ReasonView")),
        "state": TEXT,
        "title": {"type": "object", "additionalProperties": TEXT},
        "latest": maybe(ref("decision")),
        "decisions": several(ref("decision")),
    }
    shape["required"] = [*shape["required"], "state", "title", "latest", "decisions"]
    return shape


def _kind() -> dict[str, Shape]:
    days = members(minimum_days=WHOLE, maximum_days=maybe(WHOLE))
    return {
        "kind": TEXT,
        "version": WHOLE,
        "personal": FLAG,
        "keep": days,
        "text": TEXT,
        "fields": several(TEXT),
    }


_ENGINE = members(
    engine=TEXT,
    version=TEXT,
    reads=several(TEXT),
    writes=several(TEXT),
    inputs=several(TEXT),
    split=TEXT,
    split_by=maybe(TEXT),
    params=THING,
    defaults=THING,
    accountable=TEXT,
)

_FORMAT = members(
    format=TEXT, title=TEXT, kind=TEXT, kinds=several(TEXT), direction=TEXT, standard=TEXT
)

_REPLAY = members(finding=TEXT, same=FLAG, steps=WHOLE, why=maybe(TEXT))

_LINE: dict[str, Shape] = {
    "lon": NUMBER,
    "lat": NUMBER,
    "side": {"type": "string", "enum": ["canada", "united-states", "undetermined"]},
    "distance": maybe(NUMBER | {"x-unit": "m"}),
    "segment": maybe(TEXT),
    "km": maybe(NUMBER | {"x-unit": "km"}),
    "nearest": maybe(members(lon=NUMBER, lat=NUMBER)),
    "agreed": maybe(FLAG),
    "port": maybe(TEXT),
    "port_distance": maybe(NUMBER | {"x-unit": "m"}),
    "attribution": TEXT,
}

_PROOF: dict[str, Shape] = {
    "ok": FLAG,
    "verdict": TEXT,
    "anchored": FLAG,
    "entries": WHOLE,
    "head": TEXT,
    "rows": WHOLE,
    "erased": WHOLE,
    "faults": several(THING),
    "faults_count": WHOLE,
}

_ENTRY: dict[str, Shape] = {
    "seq": WHOLE,
    "at": TEXT | {"format": "date-time"},
    "who": TEXT,
    "agency": TEXT,
    "purpose": TEXT,
    "what": TEXT,
    "kind": TEXT,
    "count": WHOLE,
    "rule": TEXT,
    "asked": several(THING),
    "decisions": several(ref("decision")),
    "facts": {"type": "object", "additionalProperties": TEXT},
    "withheld": FLAG,
    "hash": TEXT,
    "text": THING,
}

_AUDIT_ENTRY: dict[str, Shape] = {
    **_ENTRY,
    "previous": TEXT,
    "digest": TEXT,
    "body": TEXT,
    "signer": TEXT,
    "whole": FLAG,
    "signed": FLAG,
    "around": several(members(**_ENTRY)),
}

ANSWERS: Mapping[str, Shape] = {
    "health": {"allOf": [ref("Health"), members(status=TEXT, ledger=TEXT)]},
    "counted": members(counted=WHOLE),
    "head": members(seq=WHOLE, hash=TEXT, anchor=TEXT),
    "proof": members(**_PROOF),
    "receipt": {"allOf": [ref("IngestReceipt"), members(format=TEXT)]},
    "rejected": members(rejected=several(ref("RejectedView")), next=NEXT),
    "kinds": members(kinds=several(members(**_kind()))),
    "kind": members(**_kind(), schema=THING),
    "formats": members(formats=several(_FORMAT)),
    "engines": members(engines=several(_ENGINE)),
    "ports": members(ports=several(THING)),
    "line": members(**_LINE),
    "place": members(lon=NUMBER, lat=NUMBER, segment=TEXT, km=NUMBER | {"x-unit": "km"}),
    "count": members(kind=TEXT, count=WHOLE),
    "findings": members(findings=several(ref("finding-view")), held_back=WHOLE, next=NEXT),
    "finding": ref("finding-view"),
    "decision": members(decision=ref("decision")),
    "decisions": members(decisions=several(ref("decision")), next=NEXT),
    "replay": _REPLAY,
    "frame": ref("Frame"),
    "past": ref("Past"),
    "plots": ref("Plots"),
    "shown-sensors": members(sensors=several(ref("ShownSensor"))),
    "alerts": members(alerts=several(ref("Alert")), held_back=WHOLE),
    "audit": members(entries=several(members(**_ENTRY)), record=maybe(THING), next=maybe(WHOLE)),
    "audit-entry": members(**_AUDIT_ENTRY),
    "openapi": THING,
    **OUTCOMES,
    **RIGHTS,
    **SENSORS,
    **COVERAGE,
    **PATROL_RISK,
    **PATROL_PLAN,
    **PATROL_LOG,
    **SHARING,
    **EXERCISES,
    **UNITS,
    **LISTS,
    **SAFETY,
    **OPERATIONS,
    **SCREENING,
    **SESSIONS,
    **ACCOUNTS,
}
"""What each route answers, beside ``exercise``, by the name that the route gives."""


def answer_shape(name: str) -> Shape:
    """What a route answers, ``exercise`` included."""
    if name == "openapi":
        return THING
    if name == "frames":  # each event of the stream holds one
        return ref("Frame")
    if name in {"records", "record"}:
        return record_shape(many=name == "records")
    exercise = members(exercise=FLAG | {"description": "Whether this comes from an exercise."})
    return {"allOf": [exercise, ANSWERS[name]]}


def record_shape(*, many: bool) -> Shape:
    """Records of some kind, or one of them: the kind stands in the path."""
    each: Shape = {"anyOf": [ref(kind.name) for kind in kinds()]}
    exercise = members(exercise=FLAG)
    rest = (
        members(kind=TEXT, records=several(each), next=NEXT)
        if many
        else members(kind=TEXT, record=each)
    )
    return {"allOf": [exercise, rest]}


def components() -> dict[str, Shape]:
    """Every named shape: the record kinds, and what the node answers with."""
    found: dict[str, Shape] = {}
    for kind in kinds():
        shape = json_schema(kind)
        del shape["$schema"]
        found[kind.name] = shape
    _, named = msgspec.json.schema_components(
        (IngestReceipt, Replay, ReasonView, Problem, Frame, Past, Alert, Plots, ShownSensor),
        ref_template="#/components/schemas/{name}",
    )
    rejected = dict.fromkeys(RejectedView.__struct_fields__, TEXT)
    rejected |= {"id": ID, "offset": WHOLE, "length": WHOLE, "raw": maybe(TEXT)}
    rejected["received"] = TEXT | {"format": "date-time"}
    return {
        **found,
        **named,
        **health_shapes(),
        "RejectedView": members(**rejected),
        "finding-view": _finding_view(),
    }
