"""oidc-provider-mock as a process of its own, and a browser that signs in at it."""

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec

BACK = "http://127.0.0.1:8420/sign-in/openid/right/back"
"""Where the provider sends browsers back to.  Nobody need listen there."""

PEOPLE = (
    {
        "sub": "watch-1",
        "name": "Watch One",
        "roles": ["northline-watch", "administrators-of-everything"],
        "groups": ["ibet-east", "ibet-west"],
        "clearance": "Secret",
        "agency": "cbp",
    },
    {"sub": "nobody-2", "name": "Nobody Two"},
)
"""Who may sign in; what they are is made up."""


class Right(msgspec.Struct, frozen=True):
    """The provider, and as what this node is registered with it."""

    issuer: str
    client_id: str
    client_secret: str


@contextlib.contextmanager
def started(*backs: str) -> Iterator[Right]:
    """Start it, register this node, and end it."""
    people = [f"--user-claims={json.dumps(each)}" for each in PEOPLE]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", "0", "-r", "true", "-n", "true"]
    process = subprocess.Popen([*command, *people], stderr=subprocess.PIPE, text=True)
    try:
        issuer = _address(process)
        told = httpx.post(
            f"{issuer}/oauth2/clients", json={"redirect_uris": list(backs) or [BACK]}
        ).json()
        yield Right(issuer, told["client_id"], told["client_secret"])
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        found = re.search(r"running on (http://[\w.:]+)", line)
        if found:
            return found[1]
    raise AssertionError(f"the provider did not start: {said}")


def came_back(url: str, person: str, **form: str) -> list[tuple[str, str]]:
    """What a browser comes back with, once this person has signed in there."""
    return parse_qsl(urlsplit(sent_to(url, person, **form)).query)


def sent_to(url: str, person: str, **form: str) -> str:
    """Where a browser is sent, once this person has signed in there."""
    with httpx.Client(follow_redirects=False) as browser:
        assert browser.get(url).status_code == 200
        answer = browser.post(url, data={"sub": person, **form})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])
