"""A code for tokens (OpenID Connect Core 1.0, 3.1.3), and what a provider says of errors."""

from urllib.parse import quote_plus

from northline.app.openid.asking import Answer
from northline.app.openid.discovery import Metadata, Provider
from northline.records.errors import InputError, SettingsError, SignInRefused

_KNOWN_ERRORS = frozenset(
    "access_denied account_selection_required consent_required interaction_required "
    "invalid_client invalid_grant invalid_request invalid_scope login_required server_error "
    "temporarily_unavailable unauthorized_client unsupported_grant_type "
    "unsupported_response_type".split()
)
"""Codes of errors (RFC 6749, 4.1.2.1 and 5.2; Core 1.0, 3.1.2.6) that may be shown; whatever else
a provider says of an error is not."""

_REMEDIES = {
    "access_denied": ": the person did not agree, or may not use this application there",
    "invalid_client": ": client_id or the client's secret is not the provider's",
    "unauthorized_client": ": the application may not do this there",
    "invalid_grant": ": the code is not of this sign-in, was used before or is too old",
}


def exchanged(
    provider: Provider, metadata: Metadata, code: str, *, redirect_uri: str, code_verifier: str
) -> tuple[str, str | None]:
    """The ID token, and the access token where there is one, that a code is worth.

    Args:
        provider: whose code it is.
        metadata: what the provider says of itself.
        code: the code.
        redirect_uri: where the browser came back to with it.
        code_verifier: what shows that it was we who asked for it (RFC 7636, 4.5).

    Raises:
        SignInRefused: when the provider does not take it.
        MissingDependency: when the provider does not answer.
        InputError: when what it answers cannot be used.
        SettingsError: when the client's secret cannot be used.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": code_verifier,
    }
    return _tokens(provider, _answered(provider, metadata, form))


def _answered(provider: Provider, metadata: Metadata, form: dict[str, str]) -> Answer:
    settings = provider.settings
    secret, basic = provider.secret(), None
    if secret is None:
        form["client_id"] = settings.client_id
    elif "client_secret_basic" in metadata.secret_methods:
        basic = quote_plus(settings.client_id), quote_plus(secret)  # RFC 6749, 2.3.1
    elif "client_secret_post" in metadata.secret_methods:
        form |= {"client_id": settings.client_id, "client_secret": secret}
    else:
        raise SettingsError(
            f"provider {settings.name} takes a client's secret neither as client_secret_basic nor "
            "as client_secret_post, and no other way is known here"
        )
    answer = provider.post("the exchange of the code", metadata.token_endpoint, form, basic)
    if answer.status != 200:
        said = error_of(answer.said.get("error"))
        raise refused(settings.name, f"the provider says {said}")
    return answer


def _tokens(provider: Provider, answer: Answer) -> tuple[str, str | None]:
    """The ID token and the access token of an answer."""
    what = f"provider {provider.settings.name}, the exchange of the code"
    token, access = answer.said.get("id_token"), answer.said.get("access_token")
    if not isinstance(token, str):
        raise InputError(f"{what}: there is no ID token in the answer; is openid among its scopes?")
    if access is not None and not isinstance(access, str):
        raise InputError(f"{what}: the access token is no text")
    return token, access


def error_of(code: object) -> str:
    """An error of a provider's, as it may be shown."""
    if isinstance(code, str) and code in _KNOWN_ERRORS:
        return code + _REMEDIES.get(code, "")
    return "that there is an error, and not which of those it may be"


def refused(name: str, why: str) -> SignInRefused:
    """The refusal of a sign-in by the provider of this name."""
    return SignInRefused(f"nobody was signed in by provider {name}: {why}")
