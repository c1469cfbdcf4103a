"""The made-up roads of an exercise: on either side, over the line by a bridge alone."""

import numpy as np
import pytest

from northline.exercise.river import River
from northline.exercise.scenario import load, parse
from northline.exercise.streets import ROADS, edges, tell
from northline.geo.line import crossings, side
from northline.records.errors import SettingsError
from tests.exercise.test_scenario import TEXT
from tests.formats.reading import read_whole


@pytest.mark.parametrize(("name", "bridges"), [("detroit", 1), ("prairie", 0)])
def test_streets_lie_on_one_side_and_only_a_bridge_leads_over_the_line(
    name: str, bridges: int
) -> None:
    scenario = load(name)
    found = edges(scenario, River(scenario))
    places = [
        np.array([float(each[name]) for each in found])
        for name in ("from_lon", "from_lat", "to_lon", "to_lat")
    ]
    over = sorted(set(crossings(*places).leg.tolist()))
    assert [found[k]["carried"] for k in over] == ["bridge"] * bridges
    sides = side(places[0], places[1]).tolist()
    assert all(
        (each["from"].startswith("ca-")) == (at == 1) for each, at in zip(found, sides, strict=True)
    )


def test_the_feed_is_read_whole() -> None:
    said, sent = tell(load("prairie"), River(load("prairie")))
    read = read_whole("edge-list", b"".join(each.data for each in said))
    assert not read.refused
    assert len(read.of("road")) == sent.lines - 1
    assert (sent.messages, sent.bytes) == (len(said), sum(len(each.data) for each in said))
    assert {each.feed for each in said} == {ROADS}


def test_streets_that_do_not_lie_side_by_side_are_refused() -> None:
    wrong = TEXT.replace("rows = [150, 500, 1200, 2500]", "rows = [500, 150]")
    with pytest.raises(SettingsError, match="nearest to the water first"):
        parse(wrong, "detroit")
    wrong = TEXT.replace('bridge = "Walkerville"', 'bridge = "Atlantis"')
    with pytest.raises(SettingsError, match="no reach 'Atlantis'"):
        parse(wrong, "detroit")
