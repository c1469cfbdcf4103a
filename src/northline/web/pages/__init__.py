"""The pages: what people open in a browser.  Each module holds one."""

from northline.web.pages import audit, finding, findings, front, health, outcomes, picture

ROUTES = (
    *front.ROUTES,
    *picture.ROUTES,
    *health.ROUTES,
    *findings.ROUTES,
    *finding.ROUTES,
    *outcomes.ROUTES,
    *audit.ROUTES,
)
"""Every page, as one explicit tuple."""
