"""What the page of one finding calls things: directions, parts of the line, crafts, records."""

from northline.web.language import Language


def directions(language: Language) -> dict[str, str]:
    """Which way the line was crossed."""
    say = language.say
    return {"to-canada": say("into Canada"), "to-united-states": say("into the United States")}


def segments(language: Language) -> dict[str, str]:
    """The two parts of the line."""
    say = language.say
    return {"atlantic-pacific": say("Atlantic-Pacific"), "alaska": say("Alaska")}


def crafts(language: Language) -> dict[str, str]:
    """What sort of thing it is of."""
    say = language.say
    return {
        "vessel": say("vessel"),
        "aircraft": say("aircraft"),
        "vehicle": say("vehicle"),
        "person": say("person on foot"),
        "drone": say("drone"),
        "unit": say("own unit"),
        "station": say("station"),
        "aid-to-navigation": say("aid to navigation"),
        "unknown": say("unknown"),
    }


def record_kinds(language: Language) -> dict[str, str]:
    """What a record of each kind is called."""
    say = language.say
    return {
        "position": say("position report"),
        "particulars": say("particulars"),
        "unit": say("own unit"),
        "shift": say("shift of a unit"),
        "patrol-order": say("order of patrol"),
        "road": say("road"),
        "arrival": say("report of arrival"),
        "message": say("message"),
        "track": say("point of a track"),
        "crossing": say("crossing"),
        "finding": say("finding"),
        "decision": say("decision"),
        "rejected": say("rejected input"),
        "plot": say("detection by a sensor"),
        "sensor": say("state of a sensor"),
        "footprint": say("footprint of a camera"),
        "rights-request": say("request of a person"),
        "rights-step": say("step of a request"),
        "candidate": say("pair that screening found"),
        "check-in": say("check-in of a unit"),
        "deconfliction": say("warning of another operation"),
        "listing": say("entry of a list"),
        "lookout": say("lookout for somebody"),
        "operation": say("joint operation"),
        "operation-step": say("step of an operation"),
        "patrol-leg": say("leg of a patrol"),
        "patrol-target": say("target of patrol hours"),
        "referral": say("referral of somebody"),
        "referral-reply": say("reply to a referral"),
        "request": say("request for a resource"),
        "request-step": say("step of a request for a resource"),
        "resource": say("resource of a partner"),
        "screening": say("screening of somebody"),
    }


def roles(language: Language) -> dict[str, str]:
    """The roles in which people decide."""
    say = language.say
    return {
        "watch-officer": say("watch officer"),
        "watch-supervisor": say("watch supervisor"),
        "adjudicator": say("adjudicator"),
        "dispatcher": say("dispatcher"),
        "release-officer": say("release officer"),
        "patrol-supervisor": say("patrol supervisor"),
    }
