r"""Masks over dwellings: polygons in GeoJSON, of which no detection is kept (LAW.md rule 7).

RFC 7946: a FeatureCollection, or Features one behind the other; longitude and latitude in degrees
on WGS 84::

    {
        "type": "Feature",
        "id": "dwelling-17",
        "geometry": {
            "type": "Polygon",
            "coordinates": [
                [[-82.601, 42.030], [-82.600, 42.030], [-82.600, 42.031], [-82.601, 42.030]]
            ],
        },
        "properties": {"reason": "dwelling", "authority": "standing order 4"},
    }

Properties: ``reason authority`` are needed; ``identity`` (else the ``id`` of the Feature), ``at since
until`` (RFC 3339), ``sensor``, ``bearing_from bearing_to`` (degrees true) may be there.  With a
``sensor`` and a sector, ``geometry`` may be null.  Each becomes a ``mask``.  A polygon with a hole is
refused, for nobody can say that a hole is meant; draw masks with the error of the sensors around
them.  See docs/formats/masks.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.masks_decoder import MasksDecoder

    return MasksDecoder(context, offset, carry)


MASKS = Format(
    name="masks",
    title="Masks over dwellings (GeoJSON)",
    kinds=("mask",),
    direction=Direction.IN,
    standard="RFC 7946 (GeoJSON); Northline's properties",
    open=_open,
)
