"""The description of the API, as the server itself gives it."""

import sys

from northline.cli.options import PLAIN, Options
from northline.cli.processes import ask_api


def openapi(*, options: Options = PLAIN) -> int:
    """Print the OpenAPI 3.1 description of the API as one JSON document."""
    del options  # it is a document either way
    sys.stdout.write(ask_api("openapi"))
    return 0
