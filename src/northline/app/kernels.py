"""Where compiled kernels are kept between runs: in the user's cache, never among the sources."""

import os
from pathlib import Path

VARIABLE = "NUMBA_CACHE_DIR"
"""What numba reads; set by somebody else, it stays as it is."""


def keep_compiled_kernels() -> None:
    """Name the cache folder to numba; has an effect only before numba is imported."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    os.environ.setdefault(VARIABLE, str(Path(cache) / "northline" / "numba"))
