"""The edges of one GraphML document, each with its own bytes; and an edge as the values of a road."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, NoReturn
from xml.parsers import expat

from northline.formats.roads_edges_rows import FASTEST, KMH, LONGEST_METRES, NETWORK, straight
from northline.formats.written_rows import shown
from northline.formats.written_values import LONGEST
from northline.records.errors import RejectedUnit
from northline.records.road import Carried, Surface

MPH = 1609.344 / 3600.0
"""Metres per second in a mile per hour."""

_LON, _LAT = ("x", "lon", "longitude"), ("y", "lat", "latitude")
_WANTED = frozenset(
    """
    access bridge closed distance ferry highway latitude lat length lon longitude maxspeed name
    oneway route speed speed_kph surface tunnel x y
    """.split()
)
"""Attributes that are read; all others are passed by."""

_SURFACES: Mapping[str, Surface] = {
    **dict.fromkeys(
        "asphalt chipseal concrete metal paved paving_stones sett".split(), Surface.PAVED
    ),
    **dict.fromkeys("compacted fine_gravel gravel pebblestone rock".split(), Surface.GRAVEL),
    **dict.fromkeys("dirt earth grass ground mud sand unpaved".split(), Surface.DIRT),
    **dict.fromkeys("ice snow".split(), Surface.ICE),
}
_NO = frozenset({"", "0", "false", "no", "none"})
_YES = frozenset({"1", "true", "yes"})
_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SPEED = re.compile(r"(\d+(?:\.\d+)?) ?(mph|km/h|kmh)?", re.ASCII)
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z0-9._-]*)""")


class Edge(NamedTuple):
    """An edge as it stands: from where to where in the document, between which nodes, and its data."""

    start: int
    stop: int
    source: str
    target: str
    name: str
    directed: bool
    data: Mapping[str, str]


class Graph(NamedTuple):
    """What one document says.

    Attributes:
        network: name of the graph.
        places: data of each node, by its id.
        edges: its edges, in order.
        other: what is understood and makes no road, counted.
    """

    network: str
    places: Mapping[str, Mapping[str, str]]
    edges: list[Edge]
    other: Mapping[str, int]


def graph_of(raw: bytes) -> Graph:
    """Read a document.

    Raises:
        RejectedUnit: when it is none.
    """
    named = _ENCODING.search(raw)
    if named and named[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise RejectedUnit(f"its encoding is {named[1].decode()}; write it as UTF-8")
    walk = _Walk(raw)
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = walk.begin
    parser.EndElementHandler = walk.finish
    parser.CharacterDataHandler = walk.said
    parser.StartDoctypeDeclHandler = walk.doctype
    walk.place = lambda: parser.CurrentByteIndex
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        at = parser.ErrorByteIndex
        why = expat.ErrorString(error.code)
        raise RejectedUnit(f"not well-formed XML at byte {at} of it: {why}") from error
    return Graph(walk.network, walk.places, walk.edges, walk.other)


class _Walk:
    """A document being read."""

    def __init__(self, raw: bytes) -> None:
        self.network = NETWORK
        self.places: dict[str, Mapping[str, str]] = {}
        self.edges: list[Edge] = []
        self.other: Counter[str] = Counter()
        self.place: Callable[[], int] = int
        self._raw = raw
        self._keys: dict[str, tuple[str, str]] = {}
        self._directed = True
        self._open: tuple[str, dict[str, str], int] | None = None
        self._data: dict[str, str] = {}
        self._key = ""
        self._text: list[str] = []
        self._root = True

    def begin(self, name: str, given: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self._root and local != "graphml":
            raise RejectedUnit(f"this is a document of {shown(local)}, not of graphml")
        self._root = False
        if local == "key":
            self._keys[given.get("id", "")] = given.get("for", "all"), given.get("attr.name", "")
        elif local == "graph":
            self._directed = given.get("edgedefault", "directed") != "undirected"
            self.network = _short(given.get("id", "")) or NETWORK
        elif local in {"node", "edge"} and self._open is None:
            self._open, self._data = (local, given, self.place()), {}
        elif local == "data":
            self._key, self._text = given.get("key", ""), []
        elif local == "hyperedge":
            self.other["graphml hyperedge"] += 1

    def said(self, text: str) -> None:
        if self._key:
            self._text.append(text)

    def finish(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "data":
            self._datum()
        elif self._open is not None and local == self._open[0]:
            self._element(*self._open)
            self._open = None

    def doctype(self, *_: object) -> NoReturn:
        raise RejectedUnit("a document type declaration is not taken")

    def _datum(self) -> None:
        belongs, attribute = self._keys.get(self._key, ("", ""))
        if self._open is not None and belongs in {self._open[0], "all"} and attribute in _WANTED:
            self._data[attribute] = "".join(self._text).strip()
        self._key = ""

    def _element(self, local: str, given: dict[str, str], start: int) -> None:
        if local == "node":
            self.places[given.get("id", "")] = {
                name: self._data[name] for name in (*_LON, *_LAT) if name in self._data
            }
            return
        at = self.place()
        if self._raw[at : at + 2] != b"</":
            at = start
        tag = _TAG.match(self._raw, at)
        directed = given.get("directed")
        self.edges.append(
            Edge(
                start, len(self._raw) if tag is None else tag.end(),
                given.get("source", ""), given.get("target", ""), given.get("id", ""),
                self._directed if directed is None else directed == "true", self._data,
            )
        )  # fmt: skip


def edge_values(graph: Graph, edge: Edge) -> dict[str, Any]:
    """What an edge says, as columns of a ``road``, all but its time.

    Raises:
        RejectedUnit: saying what is wrong with it.
    """
    source, target = _short(edge.source), _short(edge.target)
    if not source or not target:
        raise RejectedUnit("it does not name the nodes it lies between")
    lon, lat = _place(graph, edge.source)
    to_lon, to_lat = _place(graph, edge.target)
    data, least = edge.data, straight(lon, lat, to_lon, to_lat)
    length = _number(data, "length", _number(data, "distance", least))
    if not 0.99 * least - 1.0 <= length <= LONGEST_METRES:
        raise RejectedUnit(
            f"its ends lie {least:.0f} m apart and it is {length:.0f} m long; a road is no shorter "
            f"than that, and no longer than {LONGEST_METRES:.0f} m"
        )
    return {
        "lon": lon,
        "lat": lat,
        "to_lon": to_lon,
        "to_lat": to_lat,
        "network": graph.network,
        "edge": _short(edge.name) or f"{source}>{target}",
        "from_node": source,
        "to_node": target,
        "length": length,
        "speed": _speed(data),
        "surface": _SURFACES.get(_word(data, "surface"), Surface.UNKNOWN).value,
        "one_way": edge.directed or _word(data, "oneway") in _YES,
        "carried": _carried(data),
        "closed": _word(data, "access") == "no" or _word(data, "closed") in _YES,
    }


def _short(name: str) -> str:
    one_line = " ".join(name.split())
    return one_line if len(one_line) <= LONGEST and one_line.isprintable() else ""


def _place(graph: Graph, node: str) -> tuple[float, float]:
    data = graph.places.get(node)
    if data is None:
        raise RejectedUnit(f"there is no node {shown(node)}")
    found = []
    for names, most in ((_LON, 180.0), (_LAT, 90.0)):
        value = next((_number(data, name, math.nan) for name in names if name in data), math.nan)
        if not abs(value) <= most:
            raise RejectedUnit(f"node {shown(node)} has no place in degrees ({', '.join(names)})")
        found.append(value)
    return found[0], found[1]


def _number(data: Mapping[str, str], name: str, otherwise: float) -> float:
    text = data.get(name, "")
    if not text:
        return otherwise
    if not _NUMBER.fullmatch(text):
        raise RejectedUnit(f"{name} is {shown(text)}; it must be a number")
    return float(text)


def _speed(data: Mapping[str, str]) -> float | None:
    """The stated speed in m/s, or None; of several the least; words (``walk``) say nothing."""
    for name, unit in (("speed", 1.0), ("speed_kph", KMH), ("maxspeed", KMH)):
        parts = re.split(r"[\[\],;|']+", data.get(name, ""))
        found = [
            float(match[1]) * (MPH if match[2] == "mph" else unit)
            for match in (_SPEED.fullmatch(part.strip()) for part in parts)
            if match is not None
        ]
        fit = [each for each in found if 0.1 <= each <= FASTEST]
        if fit:
            return min(fit)
    return None


def _word(data: Mapping[str, str], name: str) -> str:
    return data.get(name, "").strip().lower()


def _carried(data: Mapping[str, str]) -> str | None:
    if "ferry" in {_word(data, "highway"), _word(data, "route")}:
        return Carried.FERRY.value
    for name in (Carried.FERRY, Carried.BRIDGE, Carried.TUNNEL):
        if _word(data, name) not in _NO:
            return name.value
    return None
