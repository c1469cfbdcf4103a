"""Networks of roads: what GraphML and lists of edges become."""

import json
from typing import Any

import pytest

from northline.formats.roads_graphml_documents import LARGEST, PIECE, Documents
from tests.formats.reading import read_whole
from tests.formats.roads_sample import NODES, document, edge


def roads(name: str, data: bytes) -> list[dict[str, Any]]:
    read = read_whole(name, data)
    assert not read.refused, [each.reason for each in read.refused]
    return read.of("road")


def refusal(name: str, data: bytes) -> str:
    read = read_whole(name, data)
    assert "road" not in read.rows
    return read.refused[-1].reason


def graph(**data: object) -> dict[str, Any]:
    (found,) = roads("graphml", document(*NODES, edge("n1", "n2", "", **data)))
    return found


def row(**more: object) -> bytes:
    said = {
        "at": "2026-04-01T00:00:00Z", "from": "n1", "to": "n2", "from_lon": -83.02,
        "from_lat": 42.30, "to_lon": -83.01, "to_lat": 42.30, **more,
    }  # fmt: skip
    return json.dumps(said).encode()


def test_an_edge_of_graphml_becomes_a_road() -> None:
    found = graph(length=830.5, maxspeed="30 mph", surface="asphalt", bridge="viaduct")
    assert (found["network"], found["edge"]) == ("essex", "n1>n2")
    assert (found["lon"], found["lat"]) == (-83.02, 42.30)
    assert (found["to_lon"], found["to_lat"]) == (-83.01, 42.30)
    assert found["length"] == 830.5
    assert found["speed"] == pytest.approx(13.4112)
    assert (found["surface"], found["carried"]) == ("paved", "bridge")
    assert (found["one_way"], found["closed"], found["timed"]) == (False, False, False)


def test_what_an_edge_does_not_state_is_not_guessed() -> None:
    found = graph(highway="motorway")
    assert found["speed"] is None
    assert (found["surface"], found["carried"]) == ("unknown", None)
    assert found["length"] == pytest.approx(824.5, abs=1.0)


@pytest.mark.parametrize(
    ("maxspeed", "speed"),
    [
        ("50", 50 / 3.6),
        ("['80', '50']", 50 / 3.6),
        ("walk", None),
        ("0", None),
        ("100 km/h", 100 / 3.6),
    ],
)
def test_speeds_are_read_as_openstreetmap_words_them(maxspeed: str, speed: float | None) -> None:
    assert graph(maxspeed=maxspeed)["speed"] == (None if speed is None else pytest.approx(speed))


def test_in_a_directed_graph_an_edge_leads_one_way() -> None:
    for kind, more, one_way in (
        ("directed", "", True),
        ("directed", ' directed="false"', False),
        ("undirected", "", False),
        ("undirected", ' directed="true"', True),
    ):
        (found,) = roads("graphml", document(*NODES, edge("n1", "n2", more), kind=kind))
        assert found["one_way"] is one_way
    assert graph(oneway="yes")["one_way"] is True


def test_a_road_without_access_and_a_ferry_are_told() -> None:
    assert graph(access="no")["closed"] is True
    assert graph(highway="ferry")["carried"] == "ferry"


def test_nodes_may_stand_behind_their_edges() -> None:
    assert len(roads("graphml", document(edge("n1", "n2"), *NODES))) == 1


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ((*NODES, edge("n1", "gone")), "there is no node 'gone'"),
        ((*NODES, edge("n1", "far")), "node 'far' has no place in degrees|x is 'east'"),
        ((*NODES, edge("n1", "n2", length=10)), "ends lie 82. m apart and it is 10 m long"),
        ((*NODES, edge("", "n2")), "does not name the nodes"),
    ],
)
def test_an_edge_that_cannot_be_read_is_refused_with_the_reason(parts: Any, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        raise AssertionError(refusal("graphml", document(*parts)))


def test_an_edge_that_is_refused_costs_no_other() -> None:
    read = read_whole("graphml", document(*NODES, edge("n1", "gone"), edge("n1", "n2")))
    assert len(read.of("road")) == 1
    assert [each.raw for each in read.refused] == [edge("n1", "gone").strip()]


def test_no_entity_is_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE graphml [<!ENTITY a "b">]><graphml>&a;</graphml>'
    assert "document type" in refusal("graphml", bomb)


def test_another_place_of_a_node_makes_another_road() -> None:
    one = document(*NODES, edge("n1", "n2"))
    other = one.replace(b"-83.02<", b"-83.03<")
    assert roads("graphml", one)[0]["id"] != roads("graphml", other)[0]["id"]


def test_what_is_larger_than_a_document_may_be_comes_in_pieces() -> None:
    documents = Documents(0)
    large = b"<graphml>" + b" " * LARGEST + b"</graphml>"
    good = b"<graphml></graphml>"
    found = [each for part in (large[:100], large[100:], good) for each in documents.take(part)]
    found += documents.take(b"", end=True)
    assert b"".join(each.raw for each in found) == large + good
    assert {len(each.raw) for each in found[:-2]} == {PIECE}
    assert not found[-1].wrong
    assert all(each.wrong for each in found[:-1])


def test_a_row_becomes_a_road() -> None:
    (found,) = roads("edge-list", row(speed_kmh=50, one_way="yes", carried="tunnel", closed="yes"))
    assert (found["network"], found["edge"]) == ("roads", "n1>n2")
    assert found["speed"] == pytest.approx(50 / 3.6)
    assert (found["one_way"], found["closed"], found["carried"]) == (True, True, "tunnel")
    assert found["timed"] is True


def test_a_row_that_is_sent_again_in_another_file_is_the_same_road() -> None:
    again = b"[" + row(to="n9") + b"," + row() + b"]"
    assert roads("edge-list", row())[0]["id"] == roads("edge-list", again)[1]["id"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"length": 10}, "lie 82. m apart"),
        ({"speed": 9, "speed_kmh": 50}, "both given"),
        ({"surface": "cobbles"}, "one of paved, gravel"),
        ({"closed": "perhaps"}, "yes or no"),
        ({"to_lat": 91}, "to_lat is '91'"),
        ({"at": "2026-04-01"}, "an instant with its offset"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_the_reason(more: Any, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        raise AssertionError(refusal("edge-list", row(**more)))
