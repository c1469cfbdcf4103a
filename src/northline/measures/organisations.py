"""What organisations are called, in both languages."""

from functools import cache

import msgspec

from northline.measures.declared import read, shipped


class _Organisations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    organisations: dict[str, str]


@cache
def french_names() -> dict[str, str]:
    """English name -> French name, of those that have one."""
    return read(shipped("organisations.toml"), _Organisations, "organisations").organisations


def organisations(names: str, code: str) -> str:
    """Organisations, separated by ``; ``, as they are called in ``en`` or ``fr``."""
    if code != "fr":
        return names
    return "; ".join(french_names().get(each, each) for each in names.split("; "))
