"""Errors as answers: problem details for HTTP APIs (RFC 9457), with the messages of our tree.

What may not be seen does not exist: to a question, not permitted is answered as not found, in
the same words.
"""

import logging
import re
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.status_codes import (
    HTTP_400_BAD_REQUEST,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_501_NOT_IMPLEMENTED,
    HTTP_507_INSUFFICIENT_STORAGE,
)

from northline.app.health import present
from northline.records.errors import (
    BelowMinimum,
    Conflict,
    InputError,
    LedgerFull,
    LockedOut,
    MissingDependency,
    NorthlineError,
    NotPermitted,
    RoleNeeded,
    SignInRefused,
    UnknownName,
    UsageError,
)
from northline.records.kinds import kind as kind_named
from northline.records.schema import Kind

TYPE = "application/problem+json"

NOT_FOUND = "there is nothing here by that name"
"""What is said of what does not exist, and of what may not be seen."""

_STATUS: tuple[tuple[type[NorthlineError], int], ...] = (
    (UsageError, HTTP_400_BAD_REQUEST),
    (InputError, HTTP_422_UNPROCESSABLE_ENTITY),
    (BelowMinimum, HTTP_409_CONFLICT),
    (SignInRefused, HTTP_401_UNAUTHORIZED),
    (LockedOut, HTTP_429_TOO_MANY_REQUESTS),
    (NotPermitted, HTTP_403_FORBIDDEN),
    (MissingDependency, HTTP_501_NOT_IMPLEMENTED),
    (Conflict, HTTP_409_CONFLICT),
    (LedgerFull, HTTP_507_INSUFFICIENT_STORAGE),
)
"""The first class that an error is of gives its status; any other of ours is 500."""

_log = logging.getLogger("northline.web")


class Missing(NorthlineError):
    """There is no such record, or it may not be seen; nobody can tell which."""


class NoSuchPath(UnknownName):
    """The path names a kind or format that there is not; which there are is no secret."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Problem details (RFC 9457).

    Attributes:
        type: a name for the sort of problem, stable.
        title: that name in words.
        status: the HTTP status.
        detail: what is wrong, where, and what to do about it.
    """

    type: str
    title: str
    status: int
    detail: str


def problem(error: Exception, *, reading: bool) -> Problem:
    """The problem that an error is.

    Args:
        error: what was raised.
        reading: whether something was asked for rather than to be done.
    """
    if isinstance(error, HTTPException):
        return _made(_words(type(error).__name__), error.status_code, _detail(error))
    hidden = isinstance(error, NotPermitted) and not isinstance(error, RoleNeeded)
    if isinstance(error, Missing) or (reading and hidden):
        return _made("not found", HTTP_404_NOT_FOUND, NOT_FOUND)
    if isinstance(error, NoSuchPath):
        return _made("not found", HTTP_404_NOT_FOUND, str(error))
    if isinstance(error, NorthlineError):
        status = next(
            (code for kind, code in _STATUS if isinstance(error, kind)),
            HTTP_500_INTERNAL_SERVER_ERROR,
        )
        return _made(_words(type(error).__name__), status, str(error))
    return _made(
        "unexpected",
        HTTP_500_INTERNAL_SERVER_ERROR,
        "this should not have happened; the log of the server says more",
    )


def kind_in_path(name: str) -> Kind:
    """The record kind that a path names.

    Raises:
        NoSuchPath: naming the kinds there are.
    """
    try:
        return kind_named(name)
    except UnknownName as error:
        raise NoSuchPath(str(error)) from error


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer an error to a program."""
    told = logged(request, error, problem(error, reading=request.method in {"GET", "HEAD"}))
    return Response(
        msgspec.json.encode(told),
        status_code=told.status,
        media_type=TYPE,
        headers=_headers(error),
    )


def logged(request: Request[Any, Any, Any], error: Exception, told: Problem) -> Problem:
    """The same problem; what nobody expected goes to the log with its traceback."""
    if told.status == HTTP_500_INTERNAL_SERVER_ERROR:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return told


def _made(title: str, status: int, detail: str) -> Problem:
    return Problem(
        type=f"urn:northline:problem:{title.replace(' ', '-')}",
        title=title,
        status=status,
        detail=detail,
    )


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().removesuffix(" exception")


def _detail(error: HTTPException) -> str:
    extra = error.extra if isinstance(error.extra, list) else []
    said = [f"{each.get('key', '?')}: {each.get('message', '')}" for each in extra]
    if error.status_code == HTTP_404_NOT_FOUND:
        return NOT_FOUND
    return "; ".join(said) or error.detail


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, HTTPException):
        return dict(error.headers or {})
    if isinstance(error, LockedOut):
        return {"Retry-After": str(max(1, (error.until - present()) // 1_000_000))}
    return {}
