"""What the pages call units and plans."""

from northline.web.language import Language


def modes(language: Language) -> dict[str, str]:
    """How a unit goes about."""
    say = language.say
    return {
        "foot": say("on foot"),
        "vehicle": say("vehicle"),
        "off-road": say("off-road vehicle"),
        "boat": say("boat"),
        "drone": say("drone"),
        "helicopter": say("helicopter"),
        "aeroplane": say("aeroplane"),
        "dog-team": say("dog team"),
        "unknown": say("unknown"),
    }


def browser_words(language: Language) -> dict[str, str]:
    """Texts of sending somebody, by the name that the browser code knows them by."""
    say = language.say
    return {
        "send-name": say("Send"),
        "send-means": say(
            "This unit is sent, by this revision of the plan. A person sends it; the plan only "
            "proposes."
        ),
        "send-past": say("Sent"),
        "send-proposed": say("Proposed: %(verb)s", verb=say("Send")),
        "cue-name": say("Have it look"),
        "cue-means": say(
            "Whoever steers this sensor is asked to look there. Each steer stands on the audit; to "
            "follow a named person needs another authority."
        ),
        "cue-past": say("Asked to look"),
        "cue-proposed": say("Proposed: %(verb)s", verb=say("Have it look")),
    }
