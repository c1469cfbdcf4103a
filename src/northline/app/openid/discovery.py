"""What a provider says of itself: where its endpoints and its keys are (Discovery 1.0).

Metadata and keys are kept for an hour.  A token that names a key nobody knows makes the keys be
asked for again, at most once a minute, for anybody can write such tokens; and a provider that
did not answer is left alone for some seconds, so that people who wait do not queue behind it.
"""

import threading
from pathlib import Path
from typing import Any

import msgspec

from northline.app.openid.addresses import is_endpoint
from northline.app.openid.asking import SECONDS, Answer, ask
from northline.app.openid.client_secret import client_secret
from northline.app.openid.keys import ALGORITHMS, PublicKey, SigningKey, fitting, signing_keys
from northline.app.settings_openid import ProviderSettings
from northline.records.errors import InputError, MissingDependency
from northline.records.units import Micros

KEPT_SECONDS = 3_600
"""How long metadata and keys are taken as they were told."""

AGAIN_SECONDS = 60
"""How soon keys are asked for again because a token names one that is not among them."""

ALONE_SECONDS = 10
"""How long a provider that did not answer is not asked again."""

_SECOND = 1_000_000


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What of a provider's metadata is used (Discovery 1.0, 3; RFC 9207, 3).

    Attributes:
        authorization_endpoint: where browsers are sent.
        token_endpoint: where a code is exchanged.
        jwks_uri: where its keys are.
        end_session_endpoint: where browsers sign out of it, or None where it does not say.
        names_itself: whether each answer names the issuer, so that one without is refused.
        secret_methods: how it takes the client's secret.
    """

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    names_itself: bool = False
    secret_methods: tuple[str, ...] = ("client_secret_basic",)


class Provider:
    """A provider, as it is set up here and as it says itself.  Several threads may ask at once.

    Attributes:
        settings: how it is set up.
        seconds: how long each question to it may take.
    """

    def __init__(
        self, settings: ProviderSettings, ledger: Path | None = None, seconds: float = SECONDS
    ) -> None:
        self.settings = settings
        self.seconds = seconds
        self._ledger = ledger
        self._guard = threading.Lock()
        self._metadata: tuple[Micros, Metadata] | None = None
        self._keys: tuple[Micros, tuple[SigningKey, ...]] | None = None
        self._failed: tuple[Micros, str] | None = None

    def metadata(self, now: Micros) -> Metadata:
        """What it says of itself.

        Raises:
            MissingDependency: when it does not answer.
            InputError: when what it says cannot be used.
        """
        with self._guard:
            return self._told(now)

    def key(self, kid: str | None, algorithm: str, now: Micros) -> PublicKey | None:
        """The key of a token with this header, or None where the provider has none.

        Raises:
            MissingDependency: when it does not answer.
            InputError: when what it says cannot be used.
        """
        with self._guard:
            if self._keys is not None and _age(self._keys[0], now) < KEPT_SECONDS:
                key = fitting(self._keys[1], kid, algorithm)
                if key is not None or _age(self._keys[0], now) < AGAIN_SECONDS:
                    return key
            address = self._told(now).jwks_uri
            answer = self._asked(now, "its keys", address)
            self._keys = now, signing_keys(answer.said)
            return fitting(self._keys[1], kid, algorithm)

    def secret(self) -> str | None:
        """The secret shared with it, read anew each time; None for a public client.

        Raises:
            SettingsError: when its file cannot be used.
        """
        file = self.settings.client_secret_file
        return None if file is None else client_secret(file, self._ledger)

    def post(self, what: str, address: str, form: dict[str, str], basic: Any = None) -> Answer:
        """Post a form to it: errors as `northline.app.openid.asking.ask` has them."""
        return self._ask(what, address, form=form, basic=basic)

    def _ask(self, what: str, address: str, **sent: Any) -> Answer:
        ca, what = self.settings.ca_file, f"provider {self.settings.name}, {what}"
        return ask(what, address, ca_file=ca, seconds=self.seconds, **sent)

    def _told(self, now: Micros) -> Metadata:
        if self._metadata is not None and _age(self._metadata[0], now) < KEPT_SECONDS:
            return self._metadata[1]
        # Discovery 1.0, 4.1: a slash at the end of the issuer goes.
        address = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        answer = self._asked(now, "its metadata", address)
        metadata = metadata_of(answer.said, self.settings.name, self.settings.issuer)
        self._metadata = now, metadata
        return metadata

    def _asked(self, now: Micros, what: str, address: str) -> Answer:
        """Ask, unless it has just failed to answer."""
        if self._failed is not None and _age(self._failed[0], now) < ALONE_SECONDS:
            raise MissingDependency(self._failed[1])
        try:
            answer = self._ask(what, address)
        except MissingDependency as error:
            self._failed = now, str(error)
            raise
        self._failed = None
        if answer.status != 200:
            raise InputError(
                f"provider {self.settings.name}, {what}: there is none at its address "
                f"({answer.status}); is the issuer right?"
            )
        return answer


def metadata_of(said: dict[str, Any], name: str, issuer: str) -> Metadata:
    """What of the metadata is used, checked.

    Args:
        said: the document.
        name: of the provider, for messages.
        issuer: the issuer it must be of, to the letter.

    Raises:
        InputError: when it is of another issuer, or cannot be used, saying why.
    """

    def refuse(why: str) -> InputError:
        return InputError(f"provider {name}, its metadata: {why}")

    if said.get("issuer") != issuer:
        raise refuse("they name another issuer than the settings do")
    for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_endpoint(said.get(endpoint), issuer):
            raise refuse(f"their {endpoint} is missing, or no https address that may be asked")
    if "S256" not in _words(said, "code_challenge_methods_supported", "S256"):
        raise refuse("it does not take PKCE with S256, without which nobody signs in here")
    if not ALGORITHMS.keys() & _words(said, "id_token_signing_alg_values_supported", "RS256"):
        raise refuse(f"it signs by none of {', '.join(ALGORITHMS)}")
    leaving = said.get("end_session_endpoint")
    return Metadata(
        authorization_endpoint=said["authorization_endpoint"],
        token_endpoint=said["token_endpoint"],
        jwks_uri=said["jwks_uri"],
        end_session_endpoint=leaving if is_endpoint(leaving, issuer) else None,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        secret_methods=tuple(
            sorted(_words(said, "token_endpoint_auth_methods_supported", "client_secret_basic"))
        ),
    )


def _words(said: dict[str, Any], name: str, usual: str) -> set[str]:
    """The words of a list; the usual one where there is no list."""
    value = said.get(name)
    return {each for each in value if isinstance(each, str)} if isinstance(value, list) else {usual}


def _age(then: Micros, now: Micros) -> float:
    """Seconds since then; a clock that was set back makes it old."""
    return (now - then) / _SECOND if now >= then else float("inf")
