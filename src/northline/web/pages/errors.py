"""What a person sees when a page cannot be shown."""

from typing import Any

from litestar import Request, Response
from litestar.status_codes import HTTP_404_NOT_FOUND

from northline.web.desk import Desk
from northline.web.problems import logged, problem
from northline.web.rendering import page


def error_page(desk: Desk, request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The error as a page, in the reader's language, with a way on."""
    told = logged(request, error, problem(error, reading=True))
    return page(
        desk,
        request,
        "error.html",
        status=told.status,
        here="",
        missing=told.status == HTTP_404_NOT_FOUND,
        detail=told.detail,
    )
