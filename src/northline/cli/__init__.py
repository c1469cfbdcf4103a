"""The command line: what the software does, as verbs in a terminal.

Each command is a function in a module of its own that is imported when the command is called
for, so that no command waits for what another computes with.
"""

import sys
from collections.abc import Sequence


def main(tokens: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code.

    Args:
        tokens: the words after ``northline``; those of this process without any.
    """
    words = list(sys.argv[1:] if tokens is None else tokens)
    if words == ["--version"]:
        from northline.cli.version import release

        print(release())
        return 0
    from northline.cli.program import run

    return run(words)
