"""``[sign-in]``: every mistake is found, where it stands; what is good is taken."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from northline.app.settings import Settings, examine, sign_in_of
from northline.app.settings_mistakes import Mistake
from northline.app.settings_openid import ClaimNames, ProviderSettings
from northline.records.errors import SettingsError

DOCS = Path(__file__).parents[3] / "docs" / "openid-connect.md"

Examined = Callable[[str], tuple[Settings, tuple[Mistake, ...]]]

SIGN_IN = '[sign-in]\nmethods = ["local", "openid"]\n'
PROVIDER = """[[sign-in.openid]]
name = "rcmp"
title = { en = "RCMP", fr = "GRC" }
issuer = "https://login.example.org/realms/rcmp"
client_id = "northline"
agency = "local"
country = "CA"
clearance = "protected b"
purposes = ["border-watch"]
"""
ROLES = '[sign-in.openid.roles]\n"northline-watch" = ["watch-officer"]\n'


@pytest.fixture
def look(tmp_path: Path) -> Examined:
    for name in ("secret", "open", "data/secret", "blank"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch(mode=0o600)
        file.write_text("" if name == "blank" else "the-secret-itself\n")
    (tmp_path / "open").chmod(0o644)

    def examined(text: str) -> tuple[Settings, tuple[Mistake, ...]]:
        path = tmp_path / "northline.toml"
        path.write_text(text)
        return examine(path, agency="local")

    return examined


def test_what_is_good_is_taken(look: Examined, tmp_path: Path) -> None:
    settings, mistakes = look(
        SIGN_IN
        + PROVIDER
        + 'client_secret_file = "secret"\nscopes = ["openid", "roles"]\nmax_age_minutes = 60\n'
        + 'claims = { roles = "realm_access.roles" }\n'
        + ROLES
        + '[sign-in.openid.groups]\n"e" = ["IBET"]\n'
        + '[sign-in.openid.clearances]\n"cleared" = "Protected A"\n'
    )
    assert mistakes == ()
    assert settings.sign_in.methods == ("local", "openid")
    assert settings.sign_in.openid == (
        ProviderSettings(
            name="rcmp",
            title={"en": "RCMP", "fr": "GRC"},
            issuer="https://login.example.org/realms/rcmp",
            client_id="northline",
            client_secret_file=tmp_path / "secret",
            scopes=("openid", "roles"),
            agency="local",
            country="CA",
            clearance="Protected B",
            purposes=("border-watch",),
            max_age_minutes=60,
            claims=ClaimNames(roles="realm_access.roles"),
            roles={"northline-watch": ("watch-officer",)},
            groups={"e": ("IBET",)},
            clearances={"cleared": "Protected A"},
        ),
    )
    assert settings.sign_in == sign_in_of(tmp_path / "northline.toml", agency="local")


def test_without_the_table_people_sign_in_by_accounts_of_the_node(look: Examined) -> None:
    assert look("")[0].sign_in.methods == ("local",)
    assert sign_in_of(None, agency="local").openid == ()


def test_every_mistake_is_found_with_its_line(look: Examined) -> None:
    _, mistakes = look(
        "[sign-in]\n"
        'methods = ["local", "openld"]\n'  # 2
        "[[sign-in.openid]]\n"  # 3: client_id and roles are missing
        'name = "The RCMP"\n'  # 4
        'title = "RCMP"\n'  # 5
        'issuer = "http://login.example.org"\n'  # 6
        'client_secret = "x"\n'  # 7
        'client_secret_file = "nowhere"\n'  # 8
        'scopes = ["profile"]\n'  # 9
        'agency = "locl"\n'  # 10
        'country = "Canada"\n'  # 11
        'clearance = "Top Secret"\n'  # 12
        'purposes = ["*"]\n'  # 13
        "max_age_minutes = 1441\n"  # 14
        'claims = { role = "x" }\n'  # 15
        "[sign-in.openid.groups]\n"
        'a = "IBET"\n'  # 17
        "[sign-in.openid.clearances]\n"
        'a = "Protected Q"\n'  # 19
    )
    assert [each.line for each in mistakes] == [
        2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19,
    ]  # fmt: skip
    said = {each.line: each for each in mistakes}
    assert said[2].remedy == "Did you mean openid?"
    assert said[10].remedy == "Did you mean local?"
    assert said[15].remedy == "Did you mean roles?"
    assert "the-secret" not in str(mistakes)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ('[sign-in]\nmethods = ["openid"]\n', "sign-in.methods", "there is no provider"),
        (PROVIDER + ROLES, "sign-in.openid", "methods does not name openid"),
        (SIGN_IN + "openid = 3\n", "sign-in.openid", "whole number"),
        ("sign-in = 3\n", "sign-in", "whole number"),
        (
            SIGN_IN + PROVIDER + 'client_secret = "x"\n' + ROLES,
            "sign-in.openid[0].client_secret",
            "secret never stands",
        ),
        (
            SIGN_IN + PROVIDER + 'client_secret_file = "open"\n' + ROLES,
            "sign-in.openid[0].client_secret_file",
            "chmod 600",
        ),
        (
            SIGN_IN + PROVIDER + 'client_secret_file = "blank"\n' + ROLES,
            "sign-in.openid[0].client_secret_file",
            "holds no secret",
        ),
        (
            '[node]\nledger = "data"\n'
            + SIGN_IN
            + PROVIDER
            + 'client_secret_file = "data/secret"\n'
            + ROLES,
            "sign-in.openid[0].client_secret_file",
            "inside the ledger",
        ),
        (
            SIGN_IN + PROVIDER + 'scopes = ["openid", "offline_access"]\n' + ROLES,
            "sign-in.openid[0].scopes",
            "offline_access",
        ),
        (
            SIGN_IN + PROVIDER + '[sign-in.openid.roles]\na = ["service"]\n',
            "sign-in.openid[0].roles.a[0]",
            "own programs",
        ),
        (
            SIGN_IN + PROVIDER + '[sign-in.openid.roles]\na = ["watch-oficer"]\n',
            "sign-in.openid[0].roles.a[0]",
            "no role",
        ),
        (
            SIGN_IN + PROVIDER + ROLES + PROVIDER.replace("/rcmp", "/opp") + ROLES,
            "sign-in.openid[1].name",
            "another provider's name",
        ),
        (
            SIGN_IN + PROVIDER + ROLES + PROVIDER.replace('"rcmp"', '"opp"') + ROLES,
            "sign-in.openid[1].issuer",
            "has this issuer already",
        ),
        (
            SIGN_IN
            + PROVIDER.replace('"local"', '"cbp"')
            + ROLES
            + '[agencies.cbp]\ntitle = { en = "C", fr = "D" }\ncountry = "US"\n',
            "sign-in.openid[0].country",
            "[agencies.cbp] says US",
        ),
    ],
)
def test_what_cannot_be_is_named(look: Examined, text: str, where: str, said: str) -> None:
    _, mistakes = look(text)
    assert [each.where for each in mistakes] == [where]
    assert said in str(mistakes[0])
    assert "the-secret-itself" not in str(mistakes)


def test_the_rest_of_the_file_does_not_matter_to_who_may_sign_in(tmp_path: Path) -> None:
    path = tmp_path / "northline.toml"
    path.write_text("[nodes]\n" + SIGN_IN + PROVIDER + ROLES)
    assert [each.name for each in sign_in_of(path, agency="local").openid] == ["rcmp"]
    path.write_text('[sign-in]\nmethods = "local"\n')
    with pytest.raises(SettingsError, match=r"line 2: sign-in\.methods"):
        sign_in_of(path, agency="local")
    path.write_text("[sign-in\n")
    with pytest.raises(SettingsError, match="is no TOML"):
        sign_in_of(path, agency="local")


def test_every_key_is_documented_and_the_samples_of_the_page_are_good(
    look: Examined, tmp_path: Path
) -> None:
    text = DOCS.read_text()
    samples = re.findall(r"```toml\n(.*?)```", text, re.S)
    (tmp_path / "secrets").mkdir()
    file = tmp_path / "secrets" / "rcmp"
    file.touch(mode=0o600)
    file.write_text("a secret")
    settings, mistakes = look("\n".join(samples))
    assert mistakes == ()
    assert len(settings.sign_in.openid) == 1
    for key in ("methods", *ProviderSettings.__struct_fields__, *ClaimNames.__struct_fields__):
        assert f"`{key}`" in text, key
