"""Networks of roads for tests, made up; nobody's street."""

KEYS = b"""<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="y" attr.type="string"/>
<key id="d1" for="node" attr.name="x" attr.type="string"/>
<key id="d2" for="edge" attr.name="length" attr.type="double"/>
<key id="d3" for="edge" attr.name="maxspeed" attr.type="string"/>
<key id="d4" for="edge" attr.name="surface" attr.type="string"/>
<key id="d5" for="edge" attr.name="bridge" attr.type="string"/>
<key id="d6" for="edge" attr.name="highway" attr.type="string"/>
<key id="d7" for="edge" attr.name="oneway" attr.type="string"/>
<key id="d8" for="edge" attr.name="access" attr.type="string"/>
<key id="d9" for="edge" attr.name="colour" attr.type="string"/>
"""


def node(name: str, lon: object, lat: object) -> bytes:
    return f'<node id="{name}"><data key="d0">{lat}</data><data key="d1">{lon}</data></node>\n'.encode()


def edge(source: str, target: str, more: str = "", **data: object) -> bytes:
    names = dict(
        zip(
            "length maxspeed surface bridge highway oneway access colour".split(),
            range(2, 10),
            strict=True,
        )
    )
    inner = "".join(f'<data key="d{names[k]}">{v}</data>' for k, v in data.items())
    return f'<edge source="{source}" target="{target}"{more}>{inner}</edge>\n'.encode()


def document(*parts: bytes, kind: str = "undirected", name: str = "essex") -> bytes:
    graph = f'<graph id="{name}" edgedefault="{kind}">\n'.encode()
    return KEYS + graph + b"".join(parts) + b"</graph></graphml>\n"


NODES = (
    node("n1", -83.02, 42.30),
    node("n2", -83.01, 42.30),
    node("n3", -83.00, 42.305),
    node("far", "east", 42.3),
)

GRAPHML = b"".join(
    [
        b"\xef\xbb\xbf",
        document(
            *NODES,
            edge("n1", "n2", length=830.5, maxspeed=50, surface="asphalt"),
            edge(
                "n2", "n3", maxspeed="['30 mph', '50']", bridge="yes", oneway="True", colour="red"
            ),
            edge("n3", "n1", ' id="e3"', highway="ferry", access="no"),
            b'<edge source="n1" target="n3"/>',
            edge("n1", "nowhere"),
            edge("n1", "far"),
            edge("n1", "n2", length=10),
            edge("n1", "n2", length="long"),
            b'<hyperedge><endpoint node="n1"/></hyperedge>',
        ),
        b"no document at all, caf\xc3\xa9\n",
        document(*NODES[:1], name="lonely"),
        b"<gpx></gpx>",
        b"<?xml version='1.0'?><!DOCTYPE graphml [<!ENTITY a 'b'>]><graphml></graphml>",
        b"<graphml><graph><node></graph></graphml>",
        document(*NODES[:2], edge("n1", "n2", ' directed="true"'), kind="directed", name=""),
        b"<graphml><graph> breaks off <graphml>",
        document(*NODES[:2])[:-30],
    ]
)

_AT = "2026-04-01T00:00:00Z"
EDGE_LIST = "\r\n".join(
    [
        "at,from,to,from_lon,from_lat,to_lon,to_lat,network,edge,length,speed,speed_kmh,surface,one_way,carried,closed",
        f"{_AT},n1,n2,-83.02,42.30,-83.01,42.30,essex,,830.5,,50,paved,no,,",
        f"{_AT},n2,n3,-83.01,42.30,-83.00,42.305,essex,e2,,13.9,,gravel,yes,bridge,no",
        f"{_AT},n3,n1,-83.00,42.305,-83.02,42.30,,,,,,,,ferry,yes",
        "",
        f"{_AT},n1,n2,-83.02,42.30,-83.01,42.30,,,10,,,,,,",
        f"{_AT},n1,n2,-83.02,42.30,-83.01,42.30,,,,9,50,,,,",
        f"{_AT},n1,n2,-83.02,42.30,-83.01,42.30,,,,,,cobbles,,,",
        f"{_AT},n1,n2,-83.02,42.30,-83.01,42.30,,,,,,,perhaps,,",
        f"{_AT},n1,n2,-183.02,42.30,-83.01,42.30,,,,,,,,,",
        ",n1,n2,-83.02,42.30,-83.01,42.30,,,,,,,,,",
        "short,row",
    ]
).encode()
