"""``python -m northline.web serve`` serves the API; ``check`` and ``openapi`` only tell."""

import argparse
import sys
from pathlib import Path

import msgspec

from northline.records.errors import NorthlineError


def main(words: list[str] | None = None) -> int:
    """Run one of the two; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m northline.web")
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="serve the API of a ledger on this machine")
    serving.add_argument("--ledger", type=Path, default=Path("northline-data"))
    checking = commands.add_parser("check", help="only tell whether it could listen there")
    for each in (serving, checking):
        each.add_argument("--host", default="127.0.0.1")
        each.add_argument("--port", type=int, default=8420)
        each.add_argument("--settings", type=Path)
    commands.add_parser("openapi", help="print the OpenAPI description of the API")
    asked = parser.parse_args(words)
    try:
        if asked.command == "openapi":
            from northline.web.api import router
            from northline.web.description import describe

            sys.stdout.write(msgspec.json.encode(describe(router())).decode() + "\n")
        elif asked.command == "check":
            from northline.web.server import could_listen

            could_listen(asked.host, asked.port, asked.settings)
        else:
            from northline.web.server import serve

            serve(asked.ledger, asked.host, asked.port, asked.settings)
    except NorthlineError as error:
        sys.stderr.write(f"northline: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
