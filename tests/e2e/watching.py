"""What a page asked for, and whatever went wrong in it."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

TELL_OF_REFUSALS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
"""Runs in each page before its own code: a policy that only reports would be silent else."""

LOST = "net::ERR_"
"""What the console says, among other things, of a server that cannot be reached."""

MISSING = "status of 404"
"""What it says of an answer that there is no such page."""

REFUSED = "status of 400"
"""What it says of an answer that a question cannot be understood."""

DRAWN = ("data:", "blob:")
"""How the addresses of what the page itself made begin."""


class Watched:
    """A page that is watched from before it opens.

    Attributes:
        page: the page.
        asked: every URL it asked for.
        errors: what its console says of errors, and errors that nobody caught.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.add_init_script(TELL_OF_REFUSALS)
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"not caught: {error}"))
        self._open = True

    def close(self) -> None:
        """Close the page and its context; what it did until then is known still."""
        if self._open:
            self._open = False
            self.page.context.close()

    def check(self, address: str, expected: str = "") -> None:
        """Nothing went wrong but what was expected, and nothing was asked outside the node.

        Args:
            address: of the node.
            expected: text in every error that is no fault of the page; empty for none.
        """
        here = urlsplit(address).netloc
        places = {urlsplit(url).netloc for url in self.asked if not url.startswith(DRAWN)}
        assert places <= {here}, f"asked outside the node: {sorted(places - {here})}"
        wrong = [said for said in self.errors if not (expected and expected in said)]
        assert not wrong, wrong

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _console(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.errors.append(f"{said.text} ({said.location.get('url', '')})")
