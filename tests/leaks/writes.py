"""Every route that does something, and how it is asked about a thing that may be there or not."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

NUMBER, RECORD, FINDING = "number", "record", "finding"
ACCOUNT, SESSION, TOKEN, SENSOR, HEAD = "account", "session", "token", "sensor", "head"
PLAN, ORDER = "patrol plan", "patrol order"

V1 = "/api/v1"
SIGN_IN = f"{V1}/session"


class Write(NamedTuple):
    """How a route is asked about a thing.

    Attributes:
        about: what sort of thing it is.
        path: the path, with ``{}`` where the thing stands and ``{own}`` where one's own request does.
        body: made of the thing.
    """

    about: str
    path: str
    body: Callable[[str], Any] = lambda _: None


def _always(body: Any) -> Callable[[str], Any]:
    """The same body whatever it is asked about."""
    return lambda _: body


DECIDED = {"verb": "confirm", "reason": "seen"}
REFUSED = {"verb": "refuse", "reason": "not theirs", "authority": "Privacy Act, s. 8"}
STEP = {"step": "acknowledged", "reason": "seen"}
MARKED = {"marking": "Unclassified", "reason": "reviewed"}

ABOUT: Mapping[tuple[str, str], tuple[Write, ...]] = {
    ("POST", f"{V1}/findings/{{id}}/decisions"): (
        Write(FINDING, f"{V1}/findings/{{}}/decisions", lambda _: DECIDED),
        Write(FINDING, f"{V1}/findings/{{}}/decisions", lambda _: {"verb": "no", "reason": ""}),
    ),
    ("POST", f"{V1}/findings/{{id}}/replay"): (Write(FINDING, f"{V1}/findings/{{}}/replay"),),
    ("POST", f"{V1}/records/{{kind}}/{{id}}/decisions"): (
        Write(RECORD, f"{V1}/records/position/{{}}/decisions", lambda _: REFUSED),
        Write(RECORD, f"{V1}/records/track/{{}}/decisions", lambda _: REFUSED),
        Write(FINDING, f"{V1}/records/finding/{{}}/decisions", lambda _: DECIDED),
    ),
    ("POST", f"{V1}/records/{{kind}}/{{id}}/marking"): (
        Write(RECORD, f"{V1}/records/position/{{}}/marking", lambda _: MARKED),
        Write(RECORD, f"{V1}/records/position/{{}}/marking", lambda _: {**MARKED, "preview": True}),
        Write(FINDING, f"{V1}/records/finding/{{}}/marking", lambda _: {**MARKED, "marking": "?"}),
    ),
    ("POST", f"{V1}/rights"): (
        Write(
            NUMBER,
            f"{V1}/rights",
            lambda thing: {
                "right": "redress",
                "requester": "A",
                "contact": "B",
                "asks": "C",
                "matter": thing,
            },
        ),
    ),
    ("POST", f"{V1}/rights/{{number}}/steps"): (
        Write(NUMBER, f"{V1}/rights/{{}}/steps", lambda _: STEP),
        Write(
            RECORD,
            f"{V1}/rights/{{own}}/steps",
            lambda thing: {
                "step": "notation-attached",
                "reason": "C",
                "text": "T",
                "cites": [thing],
            },
        ),
    ),
    ("POST", f"{V1}/rights/{{number}}/locate"): (Write(NUMBER, f"{V1}/rights/{{}}/locate"),),
    ("POST", f"{V1}/rights/{{number}}/export"): (
        Write(NUMBER, f"{V1}/rights/{{}}/export", lambda _: {}),
        Write(RECORD, f"{V1}/rights/{{own}}/export", lambda thing: {"give": [thing]}),
        Write(RECORD, f"{V1}/rights/{{own}}/export", lambda thing: {"withhold": {thing: "law"}}),
    ),
    ("POST", f"{V1}/rights/{{number}}/corrections"): (
        Write(
            NUMBER,
            f"{V1}/rights/{{}}/corrections",
            lambda _: {"record": "0" * 32, "changes": {"lon": "1"}, "reason": "C"},
        ),
        Write(
            RECORD,
            f"{V1}/rights/{{own}}/corrections",
            lambda thing: {"record": thing, "changes": {"lon": "1"}, "reason": "C"},
        ),
    ),
    ("POST", f"{V1}/verify"): (Write(HEAD, f"{V1}/verify", lambda thing: {"anchor": thing}),),
    ("POST", f"{V1}/sensors"): (
        Write(SENSOR, f"{V1}/sensors", lambda thing: {"identity": thing, "state": "works"}),
        Write(
            SENSOR,
            f"{V1}/sensors",
            lambda thing: {"identity": "camera:x", "state": "works", "carrier": thing},
        ),
    ),
    ("POST", f"{V1}/units"): (
        Write(SENSOR, f"{V1}/units", lambda thing: {"identity": thing, "crew": "two"}),
    ),
    ("POST", f"{V1}/patrol/legs"): (
        Write(
            SENSOR,
            f"{V1}/patrol/legs",
            lambda thing: {
                "unit": thing,
                "mode": "boat",
                "from": "2026-07-01T14:00:00Z",
                "until": "2026-07-01T13:00:00Z",
                "stretches": "455",
            },
        ),
    ),
    ("POST", f"{V1}/patrol/shifts"): (
        Write(
            SENSOR,
            f"{V1}/patrol/shifts",
            lambda thing: {
                "identity": thing,
                "mode": "boat",
                "side": "in-canada",
                "begins": "2026-07-01T14:00:00Z",
                "ends": "2026-07-01T13:00:00Z",
                "lon": -83.0,
                "lat": 42.3,
            },
        ),
    ),
    ("POST", f"{V1}/patrol/plans/{{id}}/replan"): (
        Write(PLAN, f"{V1}/patrol/plans/{{}}/replan", lambda _: {"reason": "fog"}),
    ),
    ("POST", f"{V1}/patrol/plans/{{id}}/approve"): (
        Write(PLAN, f"{V1}/patrol/plans/{{}}/approve", lambda _: {"reason": "agreed"}),
    ),
    **{
        ("POST", f"{V1}/patrol/orders/{{id}}/{what}"): (
            Write(ORDER, f"{V1}/patrol/orders/{{}}/{what}", _always(body)),
        )
        for what, body in (
            ("approve", {"reason": "agreed"}),
            ("withdraw", {"reason": "snow"}),
            ("hand-over", {"reason": "late", "to": "hub:cornwall"}),
            ("amend", {"reason": "a report", "moves": []}),
        )
    },
    ("POST", f"{V1}/patrol/check-ins"): (
        Write(SENSOR, f"{V1}/patrol/check-ins", lambda thing: {"unit": thing, "minutes": 0}),
    ),
    ("POST", f"{V1}/operations/{{id}}/steps"): (
        Write(NUMBER, f"{V1}/operations/{{}}/steps", lambda _: {"step": "approved", "reason": "C"}),
    ),
    ("POST", f"{V1}/operations/requests"): (
        Write(
            NUMBER,
            f"{V1}/operations/requests",
            lambda thing: {
                "capability": "canine",
                "to_agency": "sq",
                "purpose": "C",
                "since": "2027-01-02T00:00:00Z",
                "until": "2027-01-03T00:00:00Z",
                "reply_by": "2027-01-01T00:00:00Z",
                "operation": thing,
            },
        ),
    ),
    ("POST", f"{V1}/operations/requests/{{id}}/steps"): (
        Write(
            NUMBER,
            f"{V1}/operations/requests/{{}}/steps",
            lambda _: {"step": "offered", "reason": "C"},
        ),
    ),
    ("POST", f"{V1}/match/{{dataset}}"): (
        Write(
            NUMBER,
            f"{V1}/match/{{}}",
            lambda _: {"queries": {"q": {"schema": "Person", "properties": {"name": ["A B"]}}}},
        ),
    ),
    ("POST", f"{V1}/screenings/pairs/{{id}}/decisions"): (
        Write(
            NUMBER,
            f"{V1}/screenings/pairs/{{}}/decisions",
            lambda _: {"verb": "no-match", "reason": "C"},
        ),
    ),
    ("POST", f"{V1}/lookouts/{{identity}}/end"): (
        Write(NUMBER, f"{V1}/lookouts/{{}}/end", lambda _: {"reason": "C"}),
    ),
    ("POST", f"{V1}/referrals"): (
        Write(
            NUMBER,
            f"{V1}/referrals",
            lambda thing: {
                "screening": thing,
                "to_agency": "csis",
                "ground": "C",
                "authority": "C",
                "reply_by": "2027-01-01T00:00:00Z",
                "reason": "C",
            },
        ),
    ),
    ("POST", f"{V1}/referrals/{{id}}/replies"): (
        Write(
            NUMBER,
            f"{V1}/referrals/{{}}/replies",
            lambda _: {"reply": "concern", "reason": "C"},
        ),
    ),
    ("POST", f"{V1}/accounts"): (Write(ACCOUNT, f"{V1}/accounts", lambda thing: {"name": thing}),),
    ("PATCH", f"{V1}/accounts/{{name}}"): (
        Write(ACCOUNT, f"{V1}/accounts/{{}}", lambda _: {"person": "A"}),
    ),
    **{
        ("POST", f"{V1}/accounts/{{name}}/{what}"): (Write(ACCOUNT, f"{V1}/accounts/{{}}/{what}"),)
        for what in ("disable", "enable", "key", "password", "sessions/end")
    },
    ("POST", f"{V1}/session"): (
        Write(
            ACCOUNT,
            f"{V1}/session",
            lambda thing: {"name": thing, "password": "a wrong password", "purpose": "customs"},
        ),
    ),
    ("DELETE", f"{V1}/sessions/{{id}}"): (Write(SESSION, f"{V1}/sessions/{{}}"),),
    ("DELETE", f"{V1}/tokens/{{id}}"): (Write(TOKEN, f"{V1}/tokens/{{}}"),),
}
"""Method and route -> how it is asked."""

OTHERWISE: Mapping[tuple[str, str], str] = {
    ("POST", f"{V1}/ingest/{{format}}"): "test_bytes_that_are_known_already_are_received_like_new",
    ("POST", f"{V1}/patrol/plans"): "names nothing: a day and kilometres of the line",
    ("POST", f"{V1}/patrol/targets"): "names nothing: hours, a mode and kilometres of the line",
    ("POST", f"{V1}/operations"): "names nothing; test_operations.py plans beside what is hidden",
    ("POST", f"{V1}/operations/resources"): "names nothing but one's own agency's",
    (
        "POST",
        f"{V1}/screenings/bulk",
    ): "names nothing; test_screening.py asks beside what is hidden",
    ("POST", f"{V1}/screenings/again"): "names nothing but a batch of one's own agency",
    ("POST", f"{V1}/screenings/rescreen"): "names nothing: everyone of one's own agency",
    ("POST", f"{V1}/lookouts"): "names nothing: somebody whom one's own agency looks for",
    ("POST", f"{V1}/health/page"): "names nothing: ages of drawings",
    ("POST", f"{V1}/session/use"): "names nothing: one's own session",
    ("DELETE", f"{V1}/session"): "names nothing: one's own session",
    ("POST", f"{V1}/session/password"): "names nothing: one's own password",
    ("POST", f"{V1}/session/key"): "names nothing: one's own key",
    ("POST", f"{V1}/tokens"): "names nothing: a new token of one's own",
}
"""Method and route -> why there is no way of asking it above."""
