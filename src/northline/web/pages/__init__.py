"""The pages: what people open in a browser.  Each module holds one."""

from northline.web.pages import front, health, picture

ROUTES = (*front.ROUTES, *picture.ROUTES, *health.ROUTES)
"""Every page, as one explicit tuple."""
