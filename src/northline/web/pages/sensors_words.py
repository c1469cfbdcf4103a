"""What sorts, states, targets and light of sensors are called, in the reader's language."""

from northline.app.sensors import Chance, SensorNow
from northline.records.sensor import SensorSort, SensorState, Target
from northline.web.language import Language


def sorts(language: Language) -> dict[str, str]:
    """Sort of sensor -> its name."""
    say = language.say
    return {
        SensorSort.CAMERA.value: say("Camera"),
        SensorSort.RADAR.value: say("Radar"),
        SensorSort.MARINE_RADAR.value: say("Marine radar"),
        SensorSort.GROUND_SENSOR.value: say("Ground sensor"),
        SensorSort.DRONE.value: say("Drone with a camera"),
        SensorSort.HELICOPTER.value: say("Helicopter with a camera"),
        SensorSort.AEROPLANE.value: say("Aeroplane with a camera"),
        SensorSort.SATELLITE.value: say("Satellite"),
        SensorSort.RECEIVER.value: say("Receiver"),
        SensorSort.RADIO.value: say("Radio site"),
        SensorSort.UNKNOWN.value: say("Sort not stated"),
    }


def states(language: Language) -> dict[str, str]:
    """State -> its name."""
    say = language.say
    return {
        SensorState.WORKING.value: say("working"),
        SensorState.DEGRADED.value: say("degraded"),
        SensorState.DOWN.value: say("down"),
        SensorState.MAINTENANCE.value: say("in maintenance"),
        SensorState.UNKNOWN.value: say("state not stated"),
    }


def targets(language: Language) -> dict[str, str]:
    """Class of target -> its name."""
    say = language.say
    return {
        Target.WALKER.value: say("on foot"),
        Target.VEHICLE.value: say("vehicle"),
        Target.SNOWMOBILE.value: say("snowmobile"),
        Target.BOAT.value: say("boat"),
        Target.LOW_AIRCRAFT.value: say("low aircraft"),
        Target.DRONE.value: say("drone"),
    }


def chance(language: Language, each: Chance) -> str:
    """A probability of detection: of what, in which light, and on whose word."""
    say = language.say
    light = say("by day") if each.light == "day" else say("by night")
    percent = language.number(100.0 * each.probability)
    if each.measured:
        return say(
            "%(target)s %(light)s: %(percent)s %%, measured on %(looks)s looks",
            target=targets(language)[each.target],
            light=light,
            percent=percent,
            looks=language.number(each.measured),
        )
    return say(
        "%(target)s %(light)s: %(percent)s %%, the maker's word",
        target=targets(language)[each.target],
        light=light,
        percent=percent,
    )


def alarms(language: Language, sensor: SensorNow) -> str:
    """How often it detects nothing, or empty."""
    if sensor.false_alarms is None:
        return ""
    say, count = language.say, language.number(sensor.false_alarms, 1)
    if sensor.false_alarms_measured:
        looks = language.number(sensor.false_alarms_measured)
        return say(
            "%(count)s false alarms an hour, measured on %(looks)s looks", count=count, looks=looks
        )
    return say("%(count)s false alarms an hour, the maker's word", count=count)


def sector(language: Language, sensor: SensorNow) -> str:
    """Which directions it sees."""
    say, begin, end = language.say, sensor.bearing_from, sensor.bearing_to
    if begin is None or end is None:
        return say("not stated")
    if begin == end:
        return say("all around")
    return say("%(begin)s° to %(end)s°", begin=language.number(begin), end=language.number(end))


def reach(language: Language, sensor: SensorNow) -> str:
    """How far it sees."""
    say = language.say
    if sensor.range is None:
        return say("not stated")
    far = _metres(language, sensor.range)
    if sensor.nearest:
        return say("%(near)s to %(far)s", near=_metres(language, sensor.nearest), far=far)
    return far


def revisit(language: Language, sensor: SensorNow) -> str:
    """How often it looks at one place."""
    if sensor.revisit is None:
        return language.say("not stated")
    digits = 1 if sensor.revisit < 10 else 0
    return language.say("every %(seconds)s s", seconds=language.number(sensor.revisit, digits))


def _metres(language: Language, metres: float) -> str:
    if metres < 1000:
        return f"{language.number(metres)}\u00a0m"
    return f"{language.number(metres / 1000.0, 1)}\u00a0km"
