"""An Observation of a detection as a row of ``plot``: what its result may be.

OGC 18-088, clause 8.2.6: a result is whatever its observationType says.  Read are

- a truth (``true``: detected), a count of things, the name of a class, of a trip;
- a number of degrees clockwise from true north, of a bearing;
- a GeoJSON Point, of a place;
- an object of ``class confidence bearing range lon lat count``, of any of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from northline.formats.detections_classes import NO_TARGET, craft_of, plain
from northline.formats.detections_rows import forbidden
from northline.formats.sensorthings_entities import Entity, number_text, point_of
from northline.formats.sensorthings_known import Datastream
from northline.formats.written_rows import NotTakenIn, shown
from northline.formats.written_values import latitude, longitude, metres, share, text, turned, whole
from northline.geo.distance import destination
from northline.records.errors import RejectedUnit
from northline.records.plot import Measure
from northline.records.position import Craft

NOTHING = "observation: nothing detected"
NO_TARGETS = "observation: no target"
UNTOLD = "observation: of a property that was not told"

COLUMNS = (
    *("sensor", "measure", "craft", "label", "lon", "lat", "sigma", "azimuth", "range"),
    *("sensor_lon", "sensor_lat", "group", "confidence"),
)
"""Columns of a plot that an Observation fills, besides id and times."""

_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "class": text,
    "confidence": share,
    "bearing": turned,
    "range": metres,
    "lon": longitude,
    "lat": latitude,
    "count": whole(0, 100_000),
}


def plot_of(observation: Entity, datastream: Datastream, *, told: bool) -> dict[str, Any] | str:
    """The columns of a plot, or what the observation counts as.

    Args:
        observation: the entity.
        datastream: what is known of its Datastream.
        told: whether its property is known; otherwise only a truth or a class is taken for a trip.

    Raises:
        RejectedUnit: where its result is nothing that such a detection can be.
    """
    result = observation.get("result")
    if not told and not (isinstance(result, bool) or _is_detection(result)):
        return UNTOLD
    said = _said(result, Measure(datastream.measure or Measure.TRIP))
    if said is None or said.get("count") == 0:
        return NOTHING
    label = said.get("class")
    if label is not None and plain(label) in NO_TARGET:
        return NO_TARGETS
    craft = craft_of(label) if label is not None else Craft(datastream.craft or Craft.UNKNOWN)
    plot: dict[str, Any] = dict.fromkeys(COLUMNS)
    plot |= {
        "sensor": datastream.identity,
        "craft": (craft if craft is not Craft.UNKNOWN else Craft(datastream.craft or craft)).value,
        "label": label,
        "azimuth": said.get("bearing"),
        "range": said.get("range"),
        "group": said.get("count"),
        "confidence": said.get("confidence"),
        "sensor_lon": datastream.lon,
        "sensor_lat": datastream.lat,
    }
    return plot | _placed(observation, said, datastream)


def _placed(observation: Entity, said: Mapping[str, Any], stream: Datastream) -> dict[str, Any]:
    """What is measured, and the place that follows from it."""
    feature = observation.get("FeatureOfInterest")
    feature_at = point_of(feature.get("feature")) if isinstance(feature, Mapping) else None
    if "lon" in said:
        return {"measure": Measure.PLACE.value, "lon": said["lon"], "lat": said["lat"]}
    if "bearing" in said and "range" in said:
        lon, lat = _reached(stream, said["bearing"], said["range"])
        return {"measure": Measure.POLAR.value, "lon": lon, "lat": lat}
    if "bearing" in said:
        return {"measure": Measure.BEARING.value}
    if stream.measure == Measure.PLACE.value:
        if feature_at is None:
            raise RejectedUnit("neither result nor FeatureOfInterest has the place of this target")
        return {"measure": Measure.PLACE.value, "lon": feature_at[0], "lat": feature_at[1]}
    if stream.measure == Measure.BEARING.value:
        raise RejectedUnit("result has no bearing")
    lon, lat = (stream.lon, stream.lat) if stream.lon is not None else feature_at or (None, None)
    reach = stream.reach if lon is not None else None
    return {"measure": Measure.TRIP.value, "lon": lon, "lat": lat, "sigma": reach}


def _said(result: object, measure: Measure) -> dict[str, Any] | None:
    """What a result says, by name; None where it says that nothing was detected."""
    if result is None or result is False:
        return None
    if result is True:
        return {}
    if isinstance(result, Mapping):
        return _object(result)
    if measure is Measure.BEARING:
        return {"bearing": turned("result", number_text(result))}
    if isinstance(result, str) and measure is Measure.TRIP and result.strip():
        return {"class": text("result", result)}
    if isinstance(result, int) and measure is Measure.TRIP:
        return {"count": whole(0, 100_000)("result", str(result))}
    raise RejectedUnit(
        f"result is {shown(str(result))}; it must be a truth, a whole number or the name of a "
        "class of a trip, degrees of a bearing, a Point of a place, or an object of "
        + " ".join(_READERS)
    )


def _object(result: Mapping[str, Any]) -> dict[str, Any] | None:
    place = point_of(result)
    if place is not None:
        return {"lon": place[0], "lat": place[1]}
    for name in result:
        if name not in _READERS and (why := forbidden(name)):
            raise NotTakenIn(name, why)
    said: dict[str, Any] = {}
    for name, read in _READERS.items():
        value = result.get(name)
        if value is not None:
            plain_text = value if isinstance(value, str) else number_text(value)
            said[name] = read(name, plain_text)
    if ("lon" in said) != ("lat" in said):
        raise RejectedUnit("result has half a place; lon and lat belong together")
    if not said:
        raise RejectedUnit("result is an object without one of " + " ".join(_READERS))
    return said


def _is_detection(result: object) -> bool:
    """Whether a result says by itself that it is a detection."""
    return isinstance(result, Mapping) and "class" in result


def _reached(stream: Datastream, bearing: float, range: float) -> tuple[float | None, float | None]:
    if stream.lon is None or stream.lat is None:
        return None, None
    lon, lat = destination(stream.lon, stream.lat, bearing, range)
    return float(lon[0]), float(lat[0])
