r"""SensorThings: what the sensors of a service saw, as JSON entities (OGC 18-088, version 1.1).

A raw page of observations, asked for with ``$expand=Datastream($expand=ObservedProperty)``;
positions are longitude and latitude in degrees (GeoJSON, RFC 7946), times ISO 8601::

    {
        "value": [
            {
                "@iot.id": 1,
                "phenomenonTime": "2026-07-01T14:00:00Z",
                "result": true,
                "Datastream": {
                    "@iot.id": 7,
                    "ObservedProperty": {"name": "Footsteps", "definition": "..."},
                },
            }
        ]
    }

Read are entities of clause 8.2 alone, in collections (``value``, clause 9.2.2), nested by
``$expand`` (9.3.2.1) or in a deep insert (10.2.1), in a batch (clause 11, JSON), and rows of the
data-array extension (clause 12), as files, bodies or messages of MQTT (clause 14).

An Observation whose ObservedProperty means that something was detected
(`northline.formats.sensorthings_terms`) becomes a ``plot``; a Datastream of such a property, with its
Thing, Sensor and Location, a ``sensor``.  What is measured otherwise, a temperature, is counted
and not kept.  See docs/formats/sensorthings.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.sensorthings_decoder import SensorThingsDecoder

    return SensorThingsDecoder(context, offset, carry)


SENSORTHINGS = Format(
    name="sensorthings",
    title="OGC SensorThings (JSON entities)",
    kinds=("sensor", "plot"),
    direction=Direction.IN,
    standard="OGC 18-088 SensorThings API Part 1: Sensing 1.1; RFC 7946 (GeoJSON)",
    open=_open,
)
