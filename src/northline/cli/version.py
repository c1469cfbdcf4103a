"""Which release this is."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The release that is installed, or 0 where it runs from a copy of the sources."""
    try:
        return version("northline")
    except PackageNotFoundError:
        return "0"
