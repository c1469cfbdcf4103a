"""Who works here, and with which key."""

from northline.cli.answer import answer
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts


def account(
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
