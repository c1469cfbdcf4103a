"""Sensors, detections, masks and SensorThings entities for tests, made up; nobody's place."""

import json
from typing import Any

AT = "2026-07-01T14:00:00Z"

REGISTRY_HEADER = (
    b"identity,at,state,sort,name,operator,carrier,type,lon,lat,sigma,height,altitude,nearest,"
    b"range,bearing_from,bearing_to,revisit,range_sigma,azimuth_sigma,detection,false_alarms,measured"
)
FULL_SENSOR = (
    b'camera:t4,2026-07-01T14:00:00Z,working,camera,"Tower 4, east",opp,,FLIR X,-82.6,42.03,5,18,'
    b"201,10,4000,170,250,20,30,0.2,walker/night=0.7@210;boat/day=0.95,1.5,400"
)

REGISTRY = b"\r\n".join(
    [
        b"\xef\xbb\xbf" + REGISTRY_HEADER,
        FULL_SENSOR,
        b"radar:r1,2026-07-01T10:00:00-04:00,down" + b"," * 20,
        b"",
        b"radar:r2,2026-07-01,down" + b"," * 20,
        b"radar:r3,2026-07-01T10:00:00Z,broken" + b"," * 20,
        b"radar:r4,2026-07-01T10:00:00Z,working" + b"," * 17 + b"walker=0.7,,",
        b"radar:r5,2026-07-01T10:00:00Z,working,,,,,,-82" + b"," * 14,
        b'"an open quote,radar:r6,2026-07-01T10:00:00Z,working',
        b"short,row",
        b"radar:r7,2026-07-01T14:00:00Z,maintenance,marine-radar" + b"," * 19,
    ]
)


def detection(**more: Any) -> dict[str, Any]:
    return {"sensor": "camera:t4", "at": AT, "class": "person", "bearing": 203.5, **more}


DETECTIONS = b"\n".join(
    [
        json.dumps(detection(confidence=0.91, group=2, image="s3://t4/8812.jpg")).encode(),
        json.dumps(detection(range=812.0, sensor_lon=-82.6, sensor_lat=42.03)).encode(),
        json.dumps(detection(lon=-82.61, lat=42.02, sigma=12, **{"class": "Boat"})).encode(),
        json.dumps(detection(**{"class": "deer"})).encode(),
        json.dumps(detection(**{"class": "wheelbarrow"})).encode(),
        json.dumps(detection(face_embedding=[0.1, 0.2])).encode(),
        json.dumps(detection(confidence=7)).encode(),
        b'{"sensor": "camera:t4", "at"',
        json.dumps({"sensor": "camera:t4", "at": AT, "class": "person"}).encode(),
        json.dumps([detection(number=7), detection(image="data:image/png;base64,AA")]).encode(),
        b'{"sensor": "camera:t4"',
    ]
)


def feature(name: str = "dwelling-17", **more: Any) -> dict[str, Any]:
    ring = [[-82.601, 42.030], [-82.600, 42.030], [-82.600, 42.031], [-82.601, 42.030]]
    said = {"reason": "dwelling", "authority": "standing order 4", **more.pop("properties", {})}
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": said,
        **more,
    }


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1).encode()


SECTOR = {"sensor": "camera:t4", "bearing_from": 350, "bearing_to": 10}
MASKS = b"\n".join(
    [
        collection(
            feature(),
            feature("yard", properties={"at": AT, "since": AT, "until": "2027-07-01T14:00:00Z"}),
            feature("sector", geometry=None, properties=SECTOR),
            feature("point", geometry={"type": "Point", "coordinates": [1, 2]}),
            feature("no-authority", properties={"authority": ""}),
            7,
        ),
        json.dumps(feature("alone")).encode(),
        b'{"type": "Feature", "text',
        b"nonsense \xff",
        json.dumps(feature("wide", geometry={"type": "Polygon", "coordinates": []})).encode(),
        b'{"type": "Feature"',
    ]
)


def datastream(**more: Any) -> dict[str, Any]:
    return {
        "@iot.id": 7,
        "name": "steps",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_TruthObservation",
        "unitOfMeasurement": {"name": "truth", "symbol": "", "definition": ""},
        "ObservedProperty": {"name": "Footsteps", "definition": "https://example.org/p#footsteps"},
        "Sensor": {"@iot.id": 3, "name": "Geophone G2", "metadata": "https://example.org/g2.pdf"},
        **more,
    }


def thing(**more: Any) -> dict[str, Any]:
    return {
        "@iot.id": 1,
        "name": "Trail 9",
        "properties": {"northline": {"range": 30, "detection": ["walker/night=0.8@120"]}},
        "Locations": [
            {
                "name": "at the trail",
                "encodingType": "application/geo+json",
                "location": {"type": "Point", "coordinates": [-82.61, 42.04]},
            }
        ],
        **more,
    }


def observation(result: Any, **more: Any) -> dict[str, Any]:
    return {"phenomenonTime": AT, "result": result, **more}


TEMPERATURE = datastream(**{"@iot.id": 8, "ObservedProperty": {"name": "Temperature"}})
BEARING = datastream(**{"@iot.id": 9, "ObservedProperty": {"name": "Bearing"}})
TRIPS = datastream(Observations=[observation(True), observation(False), observation("21 C x" * 99)])
ROWS = {
    "Datastream": {"@iot.id": 7},
    "components": ["phenomenonTime", "result"],
    "dataArray": [[AT, True], [AT, 3], [AT], ["yesterday", True]],
}

THINGS = b"\n".join(
    [
        json.dumps(thing(Datastreams=[TRIPS, TEMPERATURE, BEARING])).encode(),
        json.dumps(
            {
                "@iot.nextLink": "http://x/v1.1/Datastreams(7)/Observations?$skip=2",
                "value": [
                    observation(True, **{"@iot.id": 1}),
                    observation("deer"),
                    observation(2, phenomenonTime="2026-07-01T14:00:00Z/2026-07-01T14:00:05Z"),
                    observation(True, phenomenonTime="2026-07-01T14:00:00"),
                    "no entity",
                ],
            },
            indent=1,
        ).encode(),
        json.dumps(observation(21.5, Datastream={"@iot.id": 8})).encode(),
        json.dumps(observation(271.5, Datastream={"@iot.id": 9})).encode(),
        json.dumps(
            observation({"class": "boat", "plate": "X"}, Datastream={"@iot.id": 7})
        ).encode(),
        json.dumps(observation(1.5, Datastream={"@iot.id": 99})).encode(),
        json.dumps(observation(True, phenomenonTime=None, Datastream=datastream())).encode(),
        json.dumps([ROWS]).encode(),
        json.dumps(
            {
                "requests": [
                    {"id": "u", "method": "post", "url": "Users", "body": {"userpass": "x"}},
                    {"id": "t", "method": "post", "url": "Things", "body": thing()},
                    {
                        "id": "d",
                        "method": "post",
                        "url": "Datastreams",
                        "body": datastream(**{"@iot.id": None, "Thing": {"@iot.id": "$t"}}),
                    },
                ]
            }
        ).encode(),
        json.dumps({"name": "an oven"}).encode(),
        b'{"result": "\xff"}',
        b'{"result": "text',
        b"nonsense",
        b'{"result": true',
    ]
)
