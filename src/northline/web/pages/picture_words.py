"""What the browser code of the picture says, in the reader's language."""

from northline.web.language import Language
from northline.web.pages.finding_words import crafts
from northline.web.pages.findings_words import states


def layers(language: Language) -> list[tuple[str, str]]:
    """The layers that can be switched, by name, and what each is called."""
    say = language.say
    return [
        ("alerts", say("Alerts")),
        ("vessels", say("Vessels")),
        ("aircraft", say("Aircraft and drones")),
        ("units", say("Own units")),
        ("others", say("Others")),
        ("trails", say("Where they were")),
        ("errors", say("How sure the place is")),
        ("ports", say("Ports of entry")),
        ("line", say("The line")),
    ]


def words(language: Language) -> dict[str, str]:
    """Texts by the name that the browser code knows them by."""
    say = language.say
    return {
        **crafts(language),
        "foot": say("on foot"),
        "off-road": say("off-road vehicle"),
        "boat": say("boat"),
        "helicopter": say("helicopter"),
        "aeroplane": say("aeroplane"),
        "dog-team": say("dog team"),
        "open": say("open"),
        "closed": say("closed"),
        "hours-unknown": say("hours not known"),
        **{f"state-{state}": said for state, said in states(language).items()},
        "state-other": say("decided"),
        "name": say("Name"),
        "kind": say("Kind"),
        "speed": say("Speed, kn"),
        "course": say("Course, °"),
        "altitude": say("Altitude, m"),
        "position": say("Position"),
        "error": say("Error (1 sigma), m"),
        "seen": say("Seen, UTC"),
        "identity": say("Identity"),
        "when": say("When, UTC"),
        "what": say("What"),
        "state": say("State"),
        "score": say("Score"),
        "km": say("Kilometre of the line"),
        "hours": say("Hours today"),
        "modes": say("Ways to arrive"),
        "callsign": say("Callsign"),
        "mode": say("Goes by"),
        "filter": say("Filter"),
        "more": say("Show %n more"),
        "none-alerts": say("Nothing waits for a decision."),
        "none-tracks": say("No track was seen in the last half hour."),
        "none-units": say("No unit has reported in the last half hour."),
        "none-ports": say("No port matches."),
        "road-arrival": say("road"),
        "rail-arrival": say("rail"),
        "ferry-arrival": say("ferry"),
        "marine-arrival": say("boat"),
        "air-arrival": say("air"),
        "pedestrian-arrival": say("on foot"),
        "no-kilometre": say("There is no such kilometre on that part of the line."),
        "not-alerts": say("The alerts could not be loaded: %why."),
        "not-ports": say("The ports could not be loaded: %why."),
        "not-way": say("The way of the chosen track could not be loaded: %why."),
        "answer": say("answer %n"),
        "no-answer": say("the node does not answer"),
        "none-found": say("Nothing by that name is on the picture."),
        "found-one": say("Shown on the map: %name"),
        "live-status": say("%n tracks, %t UTC"),
        "past-status": say("Replay: %n tracks, %t UTC"),
        "past-loading": say("Loading the hour…"),
        "past-empty": say("Nothing was seen in that hour."),
        "past-thinned": say("one point every %s s"),
        "past-failed": say("The hour could not be loaded: %why."),
        "no-webgl": say("This browser cannot draw the map. The tables hold the same."),
        "trouble": say("The node cannot read its ledger at the moment: %why"),
        "play": say("Play"),
        "pause": say("Pause"),
        "show": say("Show on the map"),
        "plain": say("Built-in map"),
        "map": say("Map"),
        "zoom-in": say("Zoom in"),
        "zoom-out": say("Zoom out"),
        "attribution": say("Where the map comes from"),
    }
