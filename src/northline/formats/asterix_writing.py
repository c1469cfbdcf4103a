"""Plots and sensors as ASTERIX data blocks, as a radar tower speaks them: CAT048 and CAT034.

The way back of `northline.formats.asterix`: what is written is read again within half a raw unit
of each item.  A block stays below `LARGEST` bytes, so that it fits into a datagram that no network
cuts up.  Pure: the same records are the same bytes.
"""

from collections.abc import Iterable, Iterator, Mapping

from northline.formats.asterix_items import HEAD, profile
from northline.formats.asterix_plots import RANGE_STEP
from northline.formats.asterix_values import DAY, FLIGHT_LEVEL, KNOTS, METRES_IN_A_FOOT, TURN
from northline.records.errors import UsageError
from northline.records.plot import Plot
from northline.records.position import AltitudeReference, Craft
from northline.records.sensor import Sensor, SensorState
from northline.records.units import DegreesTrue, Micros

LARGEST = 1400
"""Bytes in the largest block written; Ethernet carries 1472 in a datagram."""

_SCHEME = "asterix:"
_DEGREES = 180.0 / (1 << 23)
_PRIMARY, _SECONDARY, _ROLL_CALL = 1, 2, 5
_NORTH, _SECTOR = 1, 2
_STATES = {SensorState.DOWN: 0x80, SensorState.MAINTENANCE: 0x80, SensorState.DEGRADED: 0x04}
_LETTERS = {" ": 0x20} | {chr(code + 64): code for code in range(1, 27)}
_LETTERS |= {str(digit): 0x30 + digit for digit in range(10)}


def write_plots(plots: Iterable[tuple[Plot, str | None]]) -> Iterator[bytes]:
    """Plots, each with its call sign or None, as data blocks of CAT048.

    Raises:
        UsageError: for a plot that is not of such a radar, or has no range and azimuth.
    """
    return _blocks(48, (_plot(plot, callsign) for plot, callsign in plots))


def write_north(sensor: Sensor, at: Micros) -> bytes:
    """A north marker: a radar begins another turn, and says where it stands and how it is.

    Raises:
        UsageError: for a sensor that is no such radar.
    """
    items = {"010": _source(sensor.identity), "000": bytes([_NORTH]), "030": _time(at)}
    if sensor.revisit is not None:
        items["041"] = _unsigned(sensor.revisit * 128.0, 2)
    if sensor.state is not SensorState.UNKNOWN:
        items["050"] = bytes([0x80, _STATES.get(sensor.state, 0)])
    if sensor.lon is not None and sensor.lat is not None:
        height = _signed(sensor.altitude or 0.0, 2)
        items["120"] = (
            height + _signed(sensor.lat / _DEGREES, 3) + _signed(sensor.lon / _DEGREES, 3)
        )
    return _block(34, [write_record("034", items)])


def write_sector(identity: str, at: Micros, azimuth: DegreesTrue) -> bytes:
    """A sector crossing: a radar's beam passes this azimuth.

    Raises:
        UsageError: for an identity that is no such radar's.
    """
    sector = bytes([round(azimuth * 256.0 / 360.0) % 256])
    items = {"010": _source(identity), "000": bytes([_SECTOR]), "030": _time(at), "020": sector}
    return _block(34, [write_record("034", items)])


def write_record(name: str, items: Mapping[str, bytes]) -> bytes:
    """One record: its field specification, and its items in the order of their profile.

    Args:
        name: the profile, see `northline.formats.asterix_items`.
        items: the items by number, byte for byte.
    """
    numbers = [None if item is None else item.name for item in profile(name)]
    present = [number in items for number in numbers]
    last = max((place for place, there in enumerate(present) if there), default=0)
    specified = bytearray(last // 7 + 1)
    for place, there in enumerate(present):
        if there:
            specified[place // 7] |= 0x80 >> place % 7
    for place in range(len(specified) - 1):
        specified[place] |= 1
    return bytes(specified) + b"".join(
        items[number] for number in numbers if number is not None and number in items
    )


def _plot(plot: Plot, callsign: str | None) -> bytes:
    if plot.range is None or plot.azimuth is None:
        raise UsageError(f"a plot of {plot.sensor} without range and azimuth is none of a radar")
    items = {
        "010": _source(plot.sensor),
        "140": _time(plot.at),
        "020": _described(plot),
        "040": _unsigned(plot.range / RANGE_STEP, 2) + _turned(plot.azimuth),
    }
    if plot.squawk is not None:
        items["070"] = int(plot.squawk, 8).to_bytes(2, "big")
    if plot.altitude is not None:
        if plot.altitude_reference is AltitudeReference.PRESSURE:
            items["090"] = _bits(plot.altitude / FLIGHT_LEVEL, 14)
        else:
            items["110"] = _bits(plot.altitude / METRES_IN_A_FOOT / 25.0, 14)
    if plot.strength is not None:
        primary = plot.craft is Craft.UNKNOWN
        items["130"] = bytes([0x08 if primary else 0x20]) + _signed(plot.strength, 1)
    if plot.identity is not None and plot.identity.startswith("icao:"):
        items["220"] = bytes.fromhex(plot.identity.removeprefix("icao:"))
    if callsign is not None:
        items["240"] = _text(callsign)
    if plot.number is not None:
        items["161"] = (plot.number & 0xFFF).to_bytes(2, "big")
    if plot.speed_knots is not None:
        items["200"] = _unsigned(plot.speed_knots / KNOTS, 2) + _turned(plot.course or 0.0)
    return write_record("048", items)


def _described(plot: Plot) -> bytes:
    """I048/020: how it was detected, whether it is a fixed transponder, whether a test."""
    sort = _PRIMARY if plot.craft is Craft.UNKNOWN else _SECONDARY
    if plot.identity is not None and plot.identity.startswith("icao:"):
        sort = _ROLL_CALL
    first = sort << 5 | (0x02 if plot.craft is Craft.STATION else 0)
    return bytes([first | 1, 0x80]) if plot.test else bytes([first])


def _source(identity: str) -> bytes:
    """SAC and SIC of an identity such as ``asterix:25/201``."""
    area, slash, number = identity.removeprefix(_SCHEME).partition("/")
    try:
        if not identity.startswith(_SCHEME) or not slash:
            raise ValueError
        return bytes([int(area), int(number)])
    except ValueError:
        raise UsageError(f"{identity!r} is no radar such as {_SCHEME}25/201") from None


def _time(at: Micros) -> bytes:
    """Time of day, 1/128 s; the last half of the last one is midnight."""
    return (round(at % DAY / 7_812.5) % (86_400 * 128)).to_bytes(3, "big")


def _turned(degrees: float) -> bytes:
    return (round(degrees / TURN) & 0xFFFF).to_bytes(2, "big")


def _unsigned(value: float, size: int) -> bytes:
    """The nearest number that there is: what is beyond the largest is written as that."""
    return min(max(0, round(value)), (1 << 8 * size) - 1).to_bytes(size, "big")


def _signed(value: float, size: int) -> bytes:
    limit = 1 << (8 * size - 1)
    return min(max(-limit, round(value)), limit - 1).to_bytes(size, "big", signed=True)


def _bits(value: float, bits: int) -> bytes:
    """A number of less than 16 bits in two bytes, the others 0."""
    limit = 1 << (bits - 1)
    return (min(max(-limit, round(value)), limit - 1) & ((1 << bits) - 1)).to_bytes(2, "big")


def _text(callsign: str) -> bytes:
    """Eight letters of six bits; what is no letter or digit is a blank."""
    value = 0
    for letter in callsign.upper()[:8].ljust(8):
        value = value << 6 | _LETTERS.get(letter, 0x20)
    return value.to_bytes(6, "big")


def _block(category: int, records: list[bytes]) -> bytes:
    body = b"".join(records)
    return bytes([category]) + (len(body) + HEAD).to_bytes(2, "big") + body


def _blocks(category: int, records: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = HEAD
    for record in records:
        if held and size + len(record) > LARGEST:
            yield _block(category, held)
            held, size = [], HEAD
        held.append(record)
        size += len(record)
    if held:
        yield _block(category, held)
