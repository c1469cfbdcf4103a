"""By what people sign in: ``[sign-in]``, an account of this node or a provider's.

::

    [sign-in]
    methods = ["local", "openid"]

    [[sign-in.openid]]
    name = "rcmp"

`northline.app.settings_openid` has the rows of the second.
"""

from collections.abc import Mapping
from pathlib import Path as Folder
from typing import Any

import msgspec

from northline.app.settings_lines import Path
from northline.app.settings_mistakes import Check, Report, one_of, several, table
from northline.app.settings_openid import ProviderSettings, providers

METHODS = ("local", "openid")
"""By what people may sign in: an account of this node, or a provider's."""


class SignInSettings(msgspec.Struct, frozen=True, kw_only=True):
    """By what people sign in.

    Attributes:
        methods: of `METHODS`, as the page of signing in lists them.
        openid: the providers.
    """

    methods: tuple[str, ...] = ("local",)
    openid: tuple[ProviderSettings, ...] = ()


def sign_in_check(document: Mapping[str, Any], folder: Folder, agency: str) -> Check:
    """What checks ``[sign-in]``.

    Args:
        document: the whole file: a provider's agency is declared elsewhere in it.
        folder: of the file; paths are meant from there.
        agency: the operator's own.
    """
    declared = document.get("agencies")
    agencies = {agency: None, **(declared if isinstance(declared, dict) else {})}
    node = document.get("node")
    given = node.get("ledger") if isinstance(node, dict) else None
    ledger = folder / Folder(given).expanduser() if isinstance(given, str) else None

    def openid(report: Report, path: Path, value: Any) -> tuple[ProviderSettings, ...]:
        return providers(report, path, value, agencies, folder, ledger)

    def check(report: Report, path: Path, value: Any) -> SignInSettings:
        methods = several(one_of("way to sign in", lambda: METHODS))
        found = table(report, path, value, {"methods": methods, "openid": openid})
        good = SignInSettings(**found)
        if not isinstance(value, dict) or "methods" in value.keys() - found.keys():
            return good  # what is wrong has been said
        told = value.get("openid")
        if "openid" in good.methods and not told:
            report.add(
                (*path, "methods"),
                "names openid, and there is no provider",
                remedy="Add [[sign-in.openid]], or take it out.",
            )
        if told and "openid" not in good.methods:
            report.add(
                (*path, "openid"),
                "nobody could use a provider: methods does not name openid",
                remedy='Write methods = ["local", "openid"].',
            )
        return good

    return check
