"""People sign in at a real provider, over HTTP, and nothing secret is said of it."""

import logging
import time
from pathlib import Path

import msgspec
import pytest

from northline.app.openid.discovery import Provider
from northline.app.openid.flow import begin, finish, leaving
from northline.app.openid.mapping import attributes_of
from northline.app.openid.pending import Kept, Pending
from northline.app.settings_openid import ProviderSettings
from northline.records.errors import SettingsError, SignInRefused
from northline.records.units import Micros
from tests.app.openid.right import BACK, PEOPLE, Right, came_back


def now() -> Micros:
    return Micros(time.time_ns() // 1000)


def test_somebody_signs_in_and_is_given_what_the_settings_list_and_no_more(
    right_settings: ProviderSettings,
) -> None:
    provider = Provider(right_settings)
    begun = begin(provider, BACK, now())
    claims = finish(provider, begun, came_back(begun.url, "watch-1"), now())
    assert (claims.issuer, claims.subject) == (right_settings.issuer, "watch-1")
    assert claims.said["agency"] == "cbp"
    assert attributes_of(right_settings, claims).given() == {
        "name": "watch-1@right",
        "person": "Watch One",
        "agency": "rcmp",
        "country": "CA",
        "clearance": "Protected B",
        "roles": ("watch-officer",),
        "groups": ("IBET",),
        "purposes": ("border-watch", "training"),
    }


def test_who_has_none_of_the_values_listed_is_given_nothing(
    right_settings: ProviderSettings,
) -> None:
    provider = Provider(right_settings)
    begun = begin(provider, BACK, now())
    given = attributes_of(
        right_settings, finish(provider, begun, came_back(begun.url, "nobody-2"), now())
    )
    assert (given.clearance, given.roles, given.groups) == ("Unclassified", (), ())


def test_a_code_is_taken_once_and_only_with_its_own_verifier(
    right_settings: ProviderSettings,
) -> None:
    provider = Provider(right_settings)
    one, two = begin(provider, BACK, now()), begin(provider, BACK, now())
    answer = came_back(one.url, "watch-1")
    swapped = [("code", dict(answer)["code"]), ("state", two.state)]
    with pytest.raises(SignInRefused, match=r"another question \(nonce\)"):
        finish(provider, two, swapped, now())  # this provider does not know PKCE: the nonce does
    with pytest.raises(SignInRefused, match="invalid_grant: the code"):
        finish(provider, one, answer, now())


def test_an_answer_that_is_replayed_finds_nothing(right_settings: ProviderSettings) -> None:
    provider, pending = Provider(right_settings), Pending()
    begun = begin(provider, BACK, now())
    ticket = pending.keep(Kept(begun, "border-watch"))
    answer = came_back(begun.url, "watch-1")
    kept = pending.take(ticket, "right", now())
    assert kept.purpose == "border-watch"
    finish(provider, kept.begun, answer, now())
    with pytest.raises(SignInRefused, match="finished before"):
        pending.take(ticket, "right", now())


def test_who_does_not_agree_at_the_provider_is_told_so(right_settings: ProviderSettings) -> None:
    provider = Provider(right_settings)
    begun = begin(provider, BACK, now())
    answer = came_back(begun.url, "watch-1", action="deny")
    answer = [*(row for row in answer if row[0] != "state"), ("state", begun.state)]
    with pytest.raises(SignInRefused, match="access_denied: the person did not agree"):
        finish(provider, begun, answer, now())


def test_a_wrong_secret_is_named_and_not_shown(right_settings: ProviderSettings) -> None:
    assert right_settings.client_secret_file is not None
    right_settings.client_secret_file.write_text("not-the-secret")
    provider = Provider(right_settings)
    begun = begin(provider, BACK, now())
    with pytest.raises(SignInRefused, match="invalid_client") as refused:
        finish(provider, begun, came_back(begun.url, "watch-1"), now())
    assert "not-the-secret" not in str(refused.value)


def test_a_secret_that_others_can_read_or_that_lies_in_the_ledger_is_not_used(
    right_settings: ProviderSettings, tmp_path: Path
) -> None:
    assert right_settings.client_secret_file is not None
    with pytest.raises(SettingsError, match="inside the ledger"):
        Provider(right_settings, ledger=tmp_path).secret()
    right_settings.client_secret_file.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        Provider(right_settings, ledger=tmp_path / "ledger").secret()


def test_signing_out_leads_to_the_provider_and_back_without_a_token(
    right_settings: ProviderSettings,
) -> None:
    url = leaving(Provider(right_settings), "http://127.0.0.1:8420/", now())
    assert url is not None
    assert url.startswith(f"{right_settings.issuer}/oauth2/end_session?client_id=")
    assert url.endswith("post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8420%2F")


def test_neither_code_nor_token_nor_secret_stands_in_a_log_or_in_what_is_kept(
    right: Right, right_settings: ProviderSettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider, pending = Provider(right_settings), Pending()
    begun = begin(provider, BACK, now())
    ticket = pending.keep(Kept(begun, "border-watch"))
    answer = came_back(begun.url, "watch-1")
    caplog.clear()  # the browser's own log is not ours
    claims = finish(provider, begun, answer, now())
    assert "POST" in caplog.text  # something was logged, by the client we use
    code = dict(answer)["code"]
    secrets = (code, begun.state, begun.nonce, begun.code_verifier, right.client_secret, ticket)
    shown = "\n".join((caplog.text, repr(begun), repr(pending.take(ticket, "right", now()))))
    assert not [secret for secret in secrets if secret in shown]
    assert b"eyJ" not in caplog.text.encode()
    assert claims.subject == PEOPLE[0]["sub"]


def test_a_public_client_needs_no_secret(right_settings: ProviderSettings) -> None:
    public = msgspec.structs.replace(right_settings, client_secret_file=None)
    provider = Provider(public)
    begun = begin(provider, BACK, now())
    with pytest.raises(SignInRefused, match="invalid_client"):  # registered with one, it must
        finish(provider, begun, came_back(begun.url, "watch-1"), now())
