"""The pages: what people open in a browser.  Each module holds one."""

from northline.web.pages import (
    account,
    accounts,
    audit,
    coverage,
    exercise,
    finding,
    findings,
    front,
    health,
    outcomes,
    picture,
    rights,
    sensors,
    sharing,
    sign_in,
    units,
)

ROUTES = (
    *front.ROUTES,
    *picture.ROUTES,
    *health.ROUTES,
    *findings.ROUTES,
    *finding.ROUTES,
    *outcomes.ROUTES,
    *audit.ROUTES,
    *rights.ROUTES,
    *sensors.ROUTES,
    *units.ROUTES,
    *coverage.ROUTES,
    *sharing.ROUTES,
    *exercise.ROUTES,
    *sign_in.ROUTES,
    *account.ROUTES,
    *accounts.ROUTES,
)
"""Every page, as one explicit tuple."""
