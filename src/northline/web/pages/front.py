"""The first page: whoever opens the address of the node sees the picture."""

from litestar import get
from litestar.response import Redirect
from litestar.status_codes import HTTP_307_TEMPORARY_REDIRECT


@get("/", sync_to_thread=False, include_in_schema=False, status_code=HTTP_307_TEMPORARY_REDIRECT)
def front() -> Redirect:
    """To the picture."""
    return Redirect("/picture", status_code=HTTP_307_TEMPORARY_REDIRECT)


ROUTES = (front,)
