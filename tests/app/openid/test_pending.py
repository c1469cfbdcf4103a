"""Sign-ins under way: for one browser, once, for a while, and not without end."""

import pytest

from northline.app.openid.flow import Begun, challenge
from northline.app.openid.pending import Kept, Pending
from northline.records.errors import SignInRefused
from northline.records.units import Micros


def kept(began: int = 0, provider: str = "rcmp", state: str = "s") -> Kept:
    begun = Begun(
        provider=provider,
        url="https://login.example.org/?state=secret-state",
        redirect_uri="http://127.0.0.1:8420/sign-in/openid/rcmp/back",
        state=state,
        nonce="secret-nonce",
        code_verifier="secret-verifier",
        began=Micros(began),
        expires=Micros(began + 600),
    )
    return Kept(begun, "border-watch", "/findings")


def test_a_ticket_gives_what_was_kept_once() -> None:
    pending = Pending()
    ticket = pending.keep(kept())
    assert pending.take(ticket, "rcmp", Micros(599)) == kept()
    with pytest.raises(SignInRefused, match="begin again"):
        pending.take(ticket, "rcmp", Micros(599))


@pytest.mark.parametrize(
    ("provider", "at", "tail"), [("opp", 1, ""), ("rcmp", 600, ""), ("rcmp", 1, "x")]
)
def test_of_another_provider_too_late_or_by_a_guess_there_is_none(
    provider: str, at: int, tail: str
) -> None:
    pending = Pending()
    ticket = pending.keep(kept())
    for guess in (ticket + tail, "", "\udcff", "x" * 100_000):
        with pytest.raises(SignInRefused, match=f"by provider {provider} is under way"):
            pending.take(guess, provider, Micros(at))


def test_the_oldest_goes_where_there_is_no_room_and_those_that_ran_out_go_first() -> None:
    pending = Pending(most=3)
    tickets = [pending.keep(kept(began)) for began in (0, 1, 2, 3)]
    assert len(pending) == 3
    with pytest.raises(SignInRefused):
        pending.take(tickets[0], "rcmp", Micros(4))
    assert pending.take(tickets[1], "rcmp", Micros(4)).begun.began == 1
    pending.keep(kept(602))
    assert len(pending) == 2


def test_nothing_secret_is_shown_of_it() -> None:
    assert "secret" not in repr(kept())
    assert "secret" not in str(kept().begun)


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
