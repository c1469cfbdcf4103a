"""The pages: what people open in a browser.  Each module holds one."""

from northline.web.pages import front, picture

ROUTES = (*front.ROUTES, *picture.ROUTES)
"""Every page, as one explicit tuple."""
