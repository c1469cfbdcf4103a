"""What this release can do, for those who may not look into the rooms themselves."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from northline.records.errors import UsageError
from northline.records.kinds import kinds
from northline.records.protocols import Direction, Engine, Format
from northline.records.schema import Kind

if TYPE_CHECKING:
    from northline.exercise.scenario import Entry

__all__ = [
    "check_feed",
    "described_engine",
    "described_format",
    "described_kind",
    "differing",
    "engine_list",
    "format_list",
    "kind_list",
    "scenario_list",
    "where",
]


def format_list() -> tuple[Format, ...]:
    """Every built-in format, in the order they are documented."""
    from northline.formats.registry import FORMATS

    return FORMATS


def engine_list() -> tuple[Engine, ...]:
    """Every built-in engine, in the order data flows."""
    from northline.engines.registry import ENGINES

    return ENGINES


def kind_list() -> tuple[Kind, ...]:
    """Every record kind, read off its declaration."""
    return kinds()


def scenario_list() -> tuple["Entry", ...]:
    """Every exercise scenario: its name, and its title in English and French."""
    from northline.exercise import scenarios

    return scenarios()


def check_feed(format: str, address: str) -> None:
    """Check the words of a feed without opening anything.

    Raises:
        UnknownName: for a format there is not.
        UsageError: for an address that is none, or a format that is only written.
    """
    from northline.formats.registry import format_named
    from northline.transports.addresses import transport_at

    if format_named(format).direction is Direction.OUT:
        raise UsageError(f"format {format} is written, not read")
    transport_at(address)


def described_format(form: Format) -> dict[str, Any]:
    """A format as the faces list it."""
    return {
        "format": form.name,
        "title": form.title,
        "kind": form.kinds[0],
        "kinds": form.kinds,
        "direction": form.direction.value,
        "standard": form.standard,
    }


def described_engine(engine: Engine) -> dict[str, Any]:
    """An engine as the faces list it: with the parameters it has here, and the usual ones."""
    import msgspec

    from northline.engines.registry import engine_named

    return {
        "engine": engine.name,
        "version": engine.version,
        "reads": engine.reads,
        "writes": engine.writes,
        "inputs": engine.inputs,
        "split": engine.split.value,
        "split_by": engine.split_by,
        "params": msgspec.to_builtins(engine.params),
        "defaults": msgspec.to_builtins(engine_named(engine.name).params),
        "accountable": engine.accountable,
    }


def differing(params: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[str]:
    """The parameters that are not the usual ones, such as ``vessel.max_gap=900.0``."""
    found: list[str] = []
    for name, value in params.items():
        if isinstance(value, dict):
            found += [f"{name}.{each}" for each in differing(value, defaults[name])]
        elif value != defaults[name]:
            shown = ",".join(map(str, value)) if isinstance(value, list | tuple) else value
            found.append(f"{name}={shown}")
    return found


def described_kind(kind: Kind) -> dict[str, Any]:
    """A record kind as the faces list it."""
    keep = kind.keep.default
    return {
        "kind": kind.name,
        "version": kind.version,
        "personal": kind.personal,
        "keep": {"minimum_days": keep.minimum, "maximum_days": keep.maximum},
        "text": kind.text,
        "fields": [field.name for field in kind.fields],
    }


def where(lon: float, lat: float) -> dict[str, Any]:
    """Where a position stands to the line: side, distance (m), kilometre, nearest port.

    Args:
        lon: longitude, degrees.
        lat: latitude, degrees.

    Raises:
        UsageError: when they are no position.
    """
    from northline.geo.line import ATTRIBUTION, CANADA, SEGMENTS, UNITED_STATES, offsets
    from northline.geo.ports import nearest_port

    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise UsageError(f"lon {lon} and lat {lat} must be degrees; longitude stands first")
    found, nearest = offsets([lon], [lat]), nearest_port([lon], [lat])
    side, segment = int(found.side[0]), int(found.segment[0])
    near = segment >= 0
    return {
        "lon": lon,
        "lat": lat,
        "side": {CANADA: "canada", UNITED_STATES: "united-states"}.get(side, "undetermined"),
        "distance": abs(float(found.distance[0])) if side else None,
        "segment": SEGMENTS[segment] if near else None,
        "km": float(found.km[0]) if near else None,
        "nearest": {"lon": float(found.lon[0]), "lat": float(found.lat[0])} if near else None,
        "agreed": bool(found.agreed[0]) if near else None,
        "port": nearest.ids[0],
        "port_distance": float(nearest.metres[0]) if nearest.ids[0] else None,
        "attribution": ATTRIBUTION,
    }


def place_of(km: float, segment: str) -> dict[str, Any]:
    """Where a kilometre of the line lies.

    Args:
        km: kilometre along the segment, from its eastern or northern end.
        segment: ``atlantic-pacific`` or ``alaska``.

    Raises:
        UsageError: for a segment there is not, or a kilometre beyond its end.
    """
    from northline.geo.line import SEGMENTS, point_at

    if segment not in SEGMENTS:
        raise UsageError(f"there is no segment {segment!r}; there are {', '.join(SEGMENTS)}")
    lon, lat = point_at(segment, [km])
    return {"lon": float(lon[0]), "lat": float(lat[0]), "segment": segment, "km": km}
