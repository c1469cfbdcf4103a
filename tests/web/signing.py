"""People with accounts who ask the site in this process, as their browsers or programs would."""

from collections.abc import Mapping
from typing import Any

import httpx

from northline.app.accounts import Accounts
from northline.app.node import Node
from northline.web.site import Site
from tests.web.asking import CLIENT, Api

PASSWORD = "four words no one joins"
WATCH: dict[str, Any] = {
    "person": "Wanda Watch",
    "agency": "rcmp",
    "country": "CA",
    "clearance": "Protected B",
    "roles": ("watch-officer",),
    "purposes": ("border-watch",),
}


class Signed(Api):
    """Somebody with a session: what they send carries its cookie and its own token."""

    def __init__(self, app: Site, cookie: str = "", csrf: str = "") -> None:
        super().__init__(app)
        self.cookie, self.csrf = cookie, csrf

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        mine = {"Cookie": self.cookie, "Northline-Csrf": self.csrf}
        said = {name: text for name, text in mine.items() if text}
        return super().ask(method, path, headers={**CLIENT, **said, **(headers or {})}, **more)


def sign_in(
    app: Site, name: str, *, password: str = PASSWORD, purpose: str = "own-account"
) -> Signed:
    """Sign in by the API, as the page does."""
    told = {"name": name, "password": password, "purpose": purpose}
    answer = Api(app).post("/session", json=told)
    assert answer.status_code == 201, answer.text
    cookie = answer.headers["set-cookie"].partition(";")[0]
    return Signed(app, cookie, answer.json()["csrf"])


def administered(node: Node) -> Accounts:
    """Accounts whose first is ``root``, an administrator."""
    accounts = Accounts.open(node.home)
    accounts.set_up("root", PASSWORD, person="Rosa Root", agency="rcmp", country="CA")
    return accounts
