r"""A network of roads as a list of edges: CSV with a header, or JSON, one row for each edge.

Northline's own format; RFC 4180 and RFC 8259 are what it is written in.  Columns in any order,
names exactly these; those of the later lines may be missing or empty::

    at,from,to,from_lon,from_lat,to_lon,to_lat
    network,edge,length,speed,speed_kmh,surface,one_way,carried,closed

    at,from,to,from_lon,from_lat,to_lon,to_lat,length,speed_kmh,surface,one_way,carried
    2026-04-01T00:00:00Z,n1,n2,-83.0364,42.3149,-83.0301,42.3160,540,50,paved,no,

Degrees, metres, metres per second; ``one_way`` and ``closed`` are ``yes`` or ``no``.  An edge leads
straight from one node to the other; without ``length`` it is as long as that.  Each row becomes a
``road``, or is refused in a sentence that names column, value and what is allowed.  A later row of
the same ``network`` and ``edge`` counts over an earlier one, so that a road is closed by a row.
See docs/formats/edge-list.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.roads_edges_rows import SHEET
    from northline.formats.written_rows import RowsDecoder

    return RowsDecoder(SHEET, context, offset, carry)


EDGE_LIST = Format(
    name="edge-list",
    title="Roads as a list of edges (CSV or JSON)",
    kinds=("road",),
    direction=Direction.IN,
    standard="Northline; RFC 4180 (CSV); RFC 8259 (JSON)",
    open=_open,
    numbered=True,
)
"""Reads lists of edges; what becomes what is said in `northline.formats.roads_edges`."""
