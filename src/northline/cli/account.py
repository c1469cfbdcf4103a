"""Who works here and with which key; and the accounts of a node that asks who one is.

Each command acts as the local operator, whose name stands in the chain of the ledger beside what
was done.
"""

from collections.abc import Callable

from cyclopts import App

from northline.cli import account_access, account_keeping
from northline.cli.answer import answer
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts

account = App(
    name="account",
    help="Show who you are on this node and which keys you trust, or change it; and keep accounts.",
)


@account.default
def show_operator(
    *,
    name: str | None = None,
    agency: str | None = None,
    country: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Show who you are on this node and which keys you trust; or change it.

    Args:
        name: Your name from now on, as it stands on decisions.
        agency: The agency you act for from now on.
        country: Its country, as two capitals such as CA or US.
    """
    from northline.app.home import change_operator, home_folder, operator_of

    home = home_folder()
    operator, _ = operator_of(home)
    if name is not None or agency is not None or country is not None:
        change_operator(home, name=name, agency=agency, country=country)
        operator, _ = operator_of(home)
    told = {
        "name": operator.name,
        "agency": operator.agency,
        "country": operator.country,
        "clearance": operator.clearance,
        "roles": operator.roles,
        "groups": operator.groups,
        "compartments": operator.compartments,
        "purpose": operator.purpose,
        "key": operator.key,
        "trusted": operator.trusted,
        "home": str(home),
    }
    shown = {**told, "trusted": list(operator.trusted)}
    return answer(options, told, facts(shown))


_COMMANDS: tuple[tuple[str, Callable[..., int]], ...] = (
    ("setup", account_keeping.setup),
    ("list", account_keeping.list_accounts),
    ("show", account_keeping.show),
    ("add", account_keeping.add),
    ("change", account_keeping.change),
    ("disable", account_keeping.disable),
    ("enable", account_keeping.enable),
    ("password", account_keeping.password),
    ("rotate-key", account_keeping.rotate_key),
    ("sessions", account_access.sessions),
    ("revoke", account_access.revoke),
)

for _order, (_name, _command) in enumerate(_COMMANDS):
    account.command(_command, name=_name, sort_key=_order)
account.command(account_access.token)
