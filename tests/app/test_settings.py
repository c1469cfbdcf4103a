"""northline.toml: every mistake is found, where it stands; what is good is taken."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from northline.app.runners.steps import params_digest
from northline.app.settings import Settings, engines_of, examine, find, load
from northline.app.settings_lines import lines_of
from northline.app.settings_mistakes import Mistake
from northline.app.settings_retention import keeps
from northline.engines.registry import ENGINES
from northline.records.errors import SettingsError

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"

Examined = Callable[[str], tuple[Settings, tuple[Mistake, ...]]]


@pytest.fixture
def look(tmp_path: Path) -> Examined:
    (tmp_path / "there.nmea").write_bytes(b"")

    def examined(text: str) -> tuple[Settings, tuple[Mistake, ...]]:
        path = tmp_path / "northline.toml"
        path.write_text(text)
        return examine(path, agency="local")

    return examined


FEED = '[[feeds]]\nname = "{}"\nformat = "ais"\naddress = "{}"\n'


def test_every_mistake_is_found_with_its_line(look: Examined) -> None:
    _, mistakes = look(
        "[node]\n"
        "prot = 8420\n"  # 2
        "port = 99999\n"  # 3
        "[[feeds]]\n"
        'name = "tower"\n'
        'format = "aiss"\n'  # 6
        'address = "udp://:0"\n'
        "[[feeds]]\n"
        'name = "tower-5"\n'
        'format = "ais"\n'
        'address = "missing.nmea"\n'  # 11
        'marking = "Protected Q"\n'  # 12
        "[agencies.rcmp]\n"
        'title = { en = "RCMP" }\n'  # 14
        'country = "Canada"\n'  # 15
        "[[agreements]]\n"  # 16: from is missing
        'between = ["rcmp", "rmcp"]\n'  # 17
        'authority = " "\n'  # 18
        'kinds = ["postion"]\n'  # 19
        "[engines.crosing]\n"  # 20
        "[engines.crossing]\n"
        "certainty = 2\n"  # 22
        "[engines.tracking.vessel]\n"
        'noise = "much"\n'  # 24
        "[retention.position]\n"
        "maximum_days = 36000\n"  # 26
    )
    assert [each.line for each in mistakes] == [
        2, 3, 6, 11, 12, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26,
    ]  # fmt: skip
    assert all(each.where and each.wrong for each in mistakes)
    assert all(each.allowed or each.remedy for each in mistakes)
    said = {each.line: each for each in mistakes}
    assert said[2].remedy == "Did you mean port?"
    assert said[17].remedy == "Did you mean rcmp?"
    assert said[19].remedy == "Did you mean position?"
    assert said[22].allowed == "[0.8, 0.999999]"


def test_what_is_good_is_taken_and_paths_are_meant_from_the_file(
    look: Examined, tmp_path: Path
) -> None:
    settings, mistakes = look(
        '[node]\nledger = "data"\nport = 0\n'
        + FEED.format("a", "there.nmea")
        + FEED.format("b", "udp://:0")
        + 'source = "tower"\nmarking = "Protected A; owner=rcmp"\nmax_rejected = 3\n'
        + '[agencies.rcmp]\ntitle = { en = "Mounties", fr = "Gendarmerie" }\ncountry = "CA"\n'
        + '[[agreements]]\nbetween = ["rcmp", "local"]\nauthority = "a treaty"\n'
        + 'from = 2026-01-01\nuntil = "2027-01-01"\nkinds = ["position"]\n'
    )
    assert mistakes == ()
    assert settings.node.ledger == tmp_path / "data"
    one, two = settings.feeds
    assert (one.address, one.source, one.live) == (str(tmp_path / "there.nmea"), "a", False)
    assert (two.source, two.max_rejected, two.live) == ("tower", 3, True)
    assert settings.agencies["rcmp"].title["fr"] == "Gendarmerie"
    assert str(settings.agreements[0].since) == "2026-01-01"


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        (FEED.format("a", "tcp://me:pw@host:1"), "feeds[0].address", "password"),
        (FEED.format("a", "tcp://host:1?token=x"), "feeds[0].address", "token"),
        (FEED.format("a", "udp://:0") + 'password = "x"\n', "feeds[0].password", "secret"),
        ('[node]\napi_token = "x"\n', "node.api_token", "secret"),
    ],
)
def test_a_secret_never_stands_here(look: Examined, text: str, where: str, said: str) -> None:
    _, (mistake,) = look(text)
    assert mistake.where == where
    assert said in mistake.wrong
    assert "change it" in mistake.remedy


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (FEED.format("a", "udp://:0") + FEED.format("a", "udp://:1"), "feeds[1].name"),
        (FEED.format("a", "udp://:7") + FEED.format("b", "udp://:7"), "feeds[1].address"),
        (FEED.format("a", "-"), "feeds[0].address"),
        (FEED.format("A b", "udp://:0"), "feeds[0].name"),
        (FEED.format("a", "carrier-pigeon://x:1"), "feeds[0].address"),
        ("feeds = 3\n", "feeds"),
        ("node = []\n", "node"),
        ("[fields]\n", "fields"),
        ("[engines]\ntracking = 1\n", "engines.tracking"),
        ("[engines.tracking]\nforget = 5\n", "engines.tracking.forget"),
        ("[engines.tracking]\ngates = 5\n", "engines.tracking.gates"),
        ("[retention.arrival]\nmaximum_days = 10\n", "retention.arrival.maximum_days"),
        ("[retention.arrival]\nminimum_days = 5\n", "retention.arrival.minimum_days"),
        ("[retention.arrival]\nminimum_days = 90\n", "retention.arrival.minimum_days"),
        ("[retention.arrival.opp]\nmaximum_days = 90\n", "retention.arrival.opp"),
        ("[retention.arrivals]\n", "retention.arrivals"),
    ],
)
def test_what_cannot_be_is_named(look: Examined, text: str, where: str) -> None:
    _, mistakes = look(text)
    assert [each.where for each in mistakes] == [where]


def test_an_owner_that_nobody_declared_is_a_mistake_where_agencies_are_declared(
    look: Examined,
) -> None:
    marked = FEED.format("a", "udp://:0") + 'marking = "Protected A; owner=rmcp"\n'
    assert look(marked)[1] == ()
    declared = '[agencies.rcmp]\ntitle = { en = "a", fr = "b" }\ncountry = "CA"\n'
    _, (mistake,) = look(marked + declared)
    assert mistake.remedy == "Did you mean rcmp?"


def test_what_is_no_toml_is_one_mistake_with_its_line(look: Examined, tmp_path: Path) -> None:
    _, (mistake,) = look("[node]\nport = 1\nport = \n")
    assert mistake.line == 3
    (tmp_path / "northline.toml").write_bytes(b"[node]\n\xff\n")
    _, (mistake,) = examine(tmp_path / "northline.toml", agency="local")
    assert (mistake.line, mistake.wrong) == (2, "is not in UTF-8")
    _, (mistake,) = examine(tmp_path / "none.toml", agency="local")
    assert "cannot be read" in mistake.wrong


def test_lines_are_found_through_lists_of_tables_and_values_of_many_lines() -> None:
    lines = lines_of(
        '# said\n[a."b c"]\nk = """x\ny"""\n[[f]]\nn = [\n 1,\n 2,\n]\n[f.in]\nz.q = 1\n[[f]]\nn = 2\n'
    )
    assert lines["a", "b c", "k"] == 3
    assert lines["f", 0, "n"] == lines["f", 0, "n", 1] == 6
    assert lines["f", 0, "in", "z", "q"] == 11
    assert lines["f", 1, "n"] == 13


def test_the_file_is_the_one_named_else_by_the_environment_else_the_one_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NORTHLINE_SETTINGS", raising=False)
    assert find() is None
    Path("northline.toml").write_text("")
    assert find() == Path("northline.toml")
    monkeypatch.setenv("NORTHLINE_SETTINGS", "other.toml")
    assert find() == Path("other.toml")
    assert find(Path("named.toml")) == Path("named.toml")


def test_engines_take_their_parameters_and_the_rest_of_the_file_does_not_matter(
    tmp_path: Path,
) -> None:
    path = tmp_path / "northline.toml"
    path.write_text("[nodes]\n[engines.tracking.vessel]\nmax_gap = 900\n")
    tracking, _, crossing = engines_of(path)[:3]
    assert tracking.params.vessel.max_gap == 900  # type: ignore[attr-defined]
    assert tracking.params.vessel.noise == ENGINES[0].params.vessel.noise  # type: ignore[attr-defined]
    assert params_digest(tracking) != params_digest(ENGINES[0])
    assert params_digest(crossing) == params_digest(ENGINES[2])
    path.write_text("[engines.tracking]\ngate = 1\n")
    with pytest.raises(SettingsError, match=r"line 2: engines\.tracking\.gate"):
        engines_of(path)
    path.write_text("[retention.position]\nminimum_days = 1\n")
    with pytest.raises(SettingsError, match=r"1 mistake in .*\n.*: is 1;"):
        load(path, agency="local")
    assert load(None, agency="local") == Settings()


def test_retention_stands_over_the_law_of_the_kind_and_never_below_it(look: Examined) -> None:
    settings, mistakes = look(
        "[retention.arrival]\nmaximum_days = 400\n[retention.arrival.local]\nmaximum_days = 90\n"
    )
    assert mistakes == ()
    keep = keeps(settings.retention)["arrival"]
    assert (keep.of(("opp",)).minimum, keep.of(("opp",)).maximum) == (30, 400)
    assert keep.of(("local",)).maximum == 90
    assert keep.of(("local", "opp")).maximum == 90


def test_every_key_is_documented_and_the_sample_of_the_page_is_good(look: Examined) -> None:
    text = DOCS.read_text()
    sample = re.search(r"```toml\n(.*?)```", text, re.S)
    assert sample is not None
    settings, mistakes = look(sample[1])
    assert mistakes == ()
    assert settings.feeds
    assert settings.agencies
    assert settings.agreements
    assert settings.engines
    assert settings.retention
    for table in (settings.node, settings.feeds[0], *settings.agencies.values()):
        for key in table.__struct_fields__:
            assert f"`{key}`" in text, key
    for key in ("between", "authority", "from", "until", "kinds", "maximum_days", "minimum_days"):
        assert f"`{key}`" in text, key
