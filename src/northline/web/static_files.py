"""Files that pages ask for: bundles with a hash in their name, and what else was built.

A file whose name carries the hash of its content never changes, so browsers may keep it for
ever; of every other, the browser asks whether it still is the same (RFC 9110, 8.8.3).
"""

import hashlib
import json
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED

from northline.records.errors import MissingDependency
from northline.web.freshness import is_known
from northline.web.problems import Missing

FOLDER = Path(__file__).parent / "static"
ROOT = "/static"
HASHED = re.compile(r"-[A-Z0-9]{8}\.\w+$")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

mimetypes.add_type("text/javascript", ".mjs")


@cache
def _manifest() -> dict[str, str]:
    path = FOLDER / "manifest.json"
    if not path.is_file():
        raise MissingDependency(
            "the pages were not built into this package; run `make setup`, or install a wheel"
        )
    found: dict[str, str] = json.loads(path.read_text())
    return found


def asset(name: str) -> str:
    """Address of a bundled file, such as ``picture.js``.

    Raises:
        MissingDependency: when the pages were not built.
        Missing: when there is no such file.
    """
    if name not in _manifest():
        raise Missing
    return f"{ROOT}/{_manifest()[name]}"


@get(f"{ROOT}/{{path:path}}", sync_to_thread=True, include_in_schema=False, opt={"open": True})
def static_file(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
    """One file; compressed as it was built where the asker takes that."""
    try:
        wanted = (FOLDER / str(path).lstrip("/")).resolve()
        there = wanted.is_relative_to(FOLDER.resolve()) and wanted.is_file()
    except (OSError, ValueError):  # no file can be called that
        raise Missing from None
    if not there:
        raise Missing
    kept = FOR_EVER if HASHED.search(wanted.name) else ASK_AGAIN
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    content = wanted.read_bytes()
    packed = wanted.with_name(wanted.name + ".gz")
    if packed.is_file() and "gzip" in request.headers.get("accept-encoding", ""):
        content = packed.read_bytes()
        headers["Content-Encoding"] = "gzip"
    headers["ETag"] = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    if is_known(request, headers["ETag"]):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    media = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
    return Response(content, status_code=HTTP_200_OK, media_type=media, headers=headers)


ROUTES = (static_file,)
