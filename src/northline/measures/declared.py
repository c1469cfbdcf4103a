"""Reading what is declared in ``data/``: TOML into frozen objects, every mistake named."""

import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import TypeVar

import msgspec

from northline.records.errors import SettingsError

T = TypeVar("T")


def shipped(name: str) -> str:
    """The text of a file that comes with the package."""
    return (files("northline.measures") / "data" / name).read_text("utf-8")


def read(text: str, shape: type[T], what: str) -> T:
    """Read declarations.

    Args:
        text: TOML.
        shape: what it must hold.
        what: what they are, for the message.

    Raises:
        SettingsError: saying what in them is wrong.
    """
    try:
        return msgspec.convert(tomllib.loads(text), shape)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"the {what} cannot be read: {error}") from error


def once(names: Iterable[str], what: str) -> None:
    """Check that no two are called the same.

    Raises:
        SettingsError: naming those that are.
    """
    given = list(names)
    twice = sorted({name for name in given if given.count(name) > 1})
    if twice:
        raise SettingsError(f"two {what} are called {', '.join(twice)}")
