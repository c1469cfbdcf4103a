r"""GraphML: a network of roads as graph programs and map extracts write it.

GraphML 1.0 (graphml.graphdrawing.org), XML.  A node states its place, an edge what it is, under
names that ``key`` declares; as networkx and OSMnx write them::

    <key id="d4" for="node" attr.name="y" attr.type="string"/> ...
    <node id="n1"><data key="d4">42.3149</data><data key="d5">-83.0364</data></node>
    <edge source="n1" target="n2"><data key="d9">540.1</data><data key="d12">50</data></edge>

Each edge becomes a ``road``, or is refused with its own bytes and the reason:

=====================================  ===========================================================
of a node ``x``, ``lon``, ``longitude``  degrees east, WGS 84
of a node ``y``, ``lat``, ``latitude``   degrees north
``length``, ``distance``                 metres; without it, as straight as the edge
``speed``                                metres per second
``speed_kph``, ``maxspeed``              km/h, ``maxspeed`` also ``30 mph``; the least of several
``surface``                              as OpenStreetMap words it: ``asphalt`` is paved
``oneway``                               ``yes``, ``True``; counts where the graph is undirected
``bridge``, ``tunnel``, ``ferry``        anything but ``no``; ``highway`` or ``route`` ``ferry``
``access``, ``closed``                   ``no``; ``yes``: nobody may drive there
=====================================  ===========================================================

In a directed graph every edge leads one way.  The network is called as the graph is (its ``id``).
GraphML states no time: ``at`` is when it was received.  See docs/formats/graphml.md.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.roads_graphml_decoder import GraphmlDecoder

    return GraphmlDecoder(context, offset, carry)


GRAPHML = Format(
    name="graphml",
    title="Roads as a graph (GraphML)",
    kinds=("road",),
    direction=Direction.IN,
    standard="GraphML 1.0 (graphml.graphdrawing.org)",
    open=_open,
)
"""Reads GraphML, a document at a time; what becomes what is said in `northline.formats.roads_graphml`."""
