"""The picture: a live map with everything on it, and the same as tables."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from northline.web.desk import Desk
from northline.web.language import wanted
from northline.web.pages.picture_words import layers, words
from northline.web.pages.sensors_words import targets
from northline.web.rendering import page


@get("/picture", sync_to_thread=True, include_in_schema=False)
def picture(desk: NamedDependency[Desk], request: Request[Any, Any, Any]) -> Response[bytes]:
    """The page; where it opens (``lon``, ``lat``, ``zoom``, ``track``, ``at``) is its own matter."""
    language = wanted(request)
    return page(
        desk,
        request,
        "picture.html",
        here="picture",
        texts=words(language),
        layers=layers(language),
        classes=list(targets(language).items()),
    )


ROUTES = (picture,)
