"""The API: every route under ``/api/v1``.

docs/api.md says what each answers; `northline.web.description` says it to programs.
"""

import functools

import msgspec
from litestar import Response, Router, get

from northline.web import (
    account_routes,
    audit_routes,
    catalogue_routes,
    coverage_routes,
    exercise_routes,
    findings_routes,
    health_routes,
    ledger_routes,
    list_routes,
    operations_routes,
    outcomes_routes,
    patrol_log_routes,
    patrol_order_routes,
    patrol_plan_routes,
    patrol_risk_routes,
    patrol_safety_routes,
    picture_routes,
    records_routes,
    referral_routes,
    rights_routes,
    screening_routes,
    sensor_routes,
    session_routes,
    sharing_routes,
    unit_routes,
)
from northline.web.description import describe
from northline.web.desk import JSON

ROOT = "/api/v1"


@get("/openapi.json", sync_to_thread=False, opt={"answer": "openapi"})
def openapi() -> Response[bytes]:
    """This description."""
    return Response(_described(), media_type=JSON)


@functools.cache
def _described() -> bytes:
    """The description as it is sent; the routes are the same while the program runs."""
    return msgspec.json.encode(describe(router()))


def router() -> Router:
    """Every route."""
    return Router(
        ROOT,
        route_handlers=[
            *ledger_routes.ROUTES,
            *catalogue_routes.ROUTES,
            *records_routes.ROUTES,
            *findings_routes.ROUTES,
            *health_routes.ROUTES,
            *picture_routes.ROUTES,
            *outcomes_routes.ROUTES,
            *audit_routes.ROUTES,
            *rights_routes.ROUTES,
            *sensor_routes.ROUTES,
            *unit_routes.ROUTES,
            *list_routes.ROUTES,
            *patrol_safety_routes.ROUTES,
            *operations_routes.ROUTES,
            *coverage_routes.ROUTES,
            *patrol_risk_routes.ROUTES,
            *patrol_plan_routes.ROUTES,
            *patrol_order_routes.ROUTES,
            *patrol_log_routes.ROUTES,
            *screening_routes.ROUTES,
            *referral_routes.ROUTES,
            *sharing_routes.ROUTES,
            *exercise_routes.ROUTES,
            *session_routes.ROUTES,
            *account_routes.ROUTES,
            openapi,
        ],
    )
