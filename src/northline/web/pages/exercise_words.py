"""What the pages of exercises say, in the reader's language: stages, roles, figures, reasons.

A figure that has no word here, of another release or of a part that joined since, is shown by
its own name.
"""

from northline.web.language import Language


def stages(language: Language) -> dict[str, str]:
    """How far an exercise is."""
    say = language.say
    return {
        "ready": say("about to begin"),
        "playing": say("being played"),
        "settling": say("the last messages are being read"),
        "scored": say("being scored"),
        "over": say("finished"),
        "broken-off": say("broken off"),
    }


def roles(language: Language) -> dict[str, str]:
    """What somebody did in an exercise."""
    say = language.say
    return {
        "freighter": say("freighter"),
        "tug": say("tug"),
        "pleasure": say("pleasure craft"),
        "resident": say("residents' boat"),
        "loiterer": say("boat that turns back"),
        "anchored": say("boat at anchor"),
        "anchored-ship": say("ship at anchor"),
        "moored": say("moored boat"),
        "launch": say("launch"),
        "goes-dark": say("boat that goes dark"),
        "dark": say("dark boat"),
        "airliner": say("airliner"),
        "light": say("light aircraft"),
        "sightseer": say("sightseeing flight"),
        "helicopter": say("helicopter"),
        "water-bomber": say("water bomber"),
        "search-helicopter": say("search helicopter"),
        "light-crosser": say("light aircraft over the line"),
        "dark-aircraft": say("aircraft without transponder"),
        "patrol-boat": say("patrol boat"),
        "patrol-vehicle": say("patrol vehicle"),
        "foot-patrol": say("foot patrol"),
        "patrol-helicopter": say("patrol helicopter"),
        "small-boat": say("small boat"),
        "angler": say("angler"),
        "walker": say("people on foot"),
        "snowmobile": say("snowmobile"),
        "off-roader": say("off-road vehicle"),
        "farm-truck": say("farm truck"),
        "lawful-vehicle": say("vehicle through the port"),
        "deer": say("deer"),
        "evacuee": say("evacuees through the port"),
        "fire-crew": say("fire crew"),
        "source-vehicle": say("vehicle with a radioactive source"),
        "treated-traveller": say("traveller after nuclear medicine"),
    }


def crafts(language: Language) -> dict[str, str]:
    """Sorts of craft, and who is told apart beside them."""
    say = language.say
    return {
        "vessel": say("vessels"),
        "aircraft": say("aircraft"),
        "vehicle": say("vehicles"),
        "person": say("people on foot"),
        "reported": say("who say who they are"),
        "unheard": say("whom only sensors see"),
        "any": say("any"),
        "unit": say("friendly units"),
        "unknown": say("unknown"),
    }


def applicants(language: Language) -> dict[str, str]:
    """How somebody is asked about at a screening desk, what makes them like the listed, and scripts."""
    say = language.say
    return {
        "as-listed": say("as listed"),
        "alias": say("under an alias"),
        "spelling": say("in another spelling"),
        "script": say("in another script"),
        "typing-error": say("with a typing error"),
        "swapped": say("family name first"),
        "new-passport": say("with a new passport"),
        "stranger": say("no likeness"),
        "family-name": say("a listed family name"),
        "one-word": say("a listed one-word name"),
        "Latn": say("Latin letters"),
        "Cyrl": say("Cyrillic letters"),
        "Arab": say("Arabic letters"),
    }


def directions(language: Language) -> dict[str, str]:
    """Into which country."""
    say = language.say
    return {"to-canada": say("to Canada"), "to-united-states": say("to the United States")}


def why_missed(language: Language) -> dict[str, str]:
    """Why a true crossing was not found, or none was asked for."""
    say = language.say
    return {
        "unseen": say("nothing detected it"),
        "too-few": say("fewer than three detections arrived"),
        "one-sided": say("detected on one side of the line only"),
        "seen": say("detected on both sides, and not found"),
        "port": say("near an open port of entry"),
        "high": say("high above the line"),
        "unit": say("a friendly unit"),
    }


def why_false(language: Language) -> dict[str, str]:
    """Why a finding is false, by what the score says."""
    say = language.say
    return {
        "a second finding of one crossing": say("a second finding of one crossing"),
        "the wrong way": say("the wrong way"),
        "nobody was there": say("nobody was there"),
        "at another time or place than its craft crossed": say(
            "at another time or place than its craft crossed"
        ),
        "its craft did not cross": say("its craft did not cross"),
        "a friendly unit": say("a friendly unit"),
        "high above the line": say("high above the line"),
        "near an open port of entry": say("near an open port of entry"),
    }


def titles(language: Language) -> dict[str, str]:
    """Parts of a score."""
    say = language.say
    return {
        "": say("Figures"),
        "by_class": say("By what they did"),
        "by_craft": say("By sort of craft"),
        "by_sensing": say("By who can see them"),
        "by_feed": say("Feeds"),
        "by_sensor": say("Sensors"),
        "by_viewer": say("By partner"),
        "aircraft": say("Aircraft that report themselves"),
        "units": say("Friendly units that report themselves"),
        "unheard": say("Who transmits nothing"),
        "arrivals": say("Reports of arrival"),
        "reporting": say("Crossings and reports of arrival"),
        "sharing": say("What partners saw"),
        "crossings": say("True crossings"),
        "findings": say("Findings of crossings"),
        "messages": say("Messages"),
        "seconds_to_alert": say("Seconds to an alert"),
        "seconds_to_reports": say("Of these, until the report that showed it"),
        "coverage": say("Coverage"),
        "interception": say("Interceptions"),
        "minutes": say("Minutes to the meeting"),
        "by_mode": say("By mode"),
        "overdue": say("Overdue units"),
        "patrol_hours": say("Patrol hours"),
        "screening": say("Screening"),
        "reasons": say("Why not screened"),
        "listed_by_sort": say("Listed people, by how they were asked about"),
        "false_by_script": say("False hits, by script"),
        "false_by_sort": say("False hits, by likeness"),
        "namesakes": say("Namesakes with another passport"),
        "delta": say("Update of the list"),
    }


def figures(language: Language) -> dict[str, str]:
    """Names of figures: of bars, of facts and of columns."""
    say = language.say
    return {
        "detection_rate": say("Found of those that could be asked for"),
        "observable_detection_rate": say("Found of those seen on both sides"),
        "overall_detection_rate": say("Found of all true crossings"),
        "missed": say("Missed"),
        "false_per_100km_hour": say("False alerts per 100 km and hour"),
        "median": say("Median"),
        "p95": say("95 % within"),
        "rejected": say("Rejected"),
        "leaked": say("Shown to partners who may not"),
        "interception_rate": say("Interception rate"),
        "interception_rate_reason": say("Why no interception rate"),
        "line_km": say("Kilometres of line"),
        "hours": say("Hours"),
        "craft": say("Craft"),
        "count": say("How many"),
        "crossings": say("True crossings"),
        "eligible": say("Could be asked for"),
        "found": say("Found"),
        "found_eligible": say("Found of these"),
        "false": say("False"),
        "observable": say("Could be seen"),
        "sent": say("Sent"),
        "lines": say("Lines"),
        "lost": say("Lost"),
        "duplicated": say("Twice"),
        "late": say("Late"),
        "read": say("Read"),
        "expected_rejected": say("Damaged on purpose"),
        "feed": say("Feed"),
        "detections": say("Detections"),
        "arrived": say("Arrived"),
        "recorded": say("On record"),
        "outages": say("Outages"),
        "silent": say("Seconds silent"),
        "clock": say("Seconds its clock was off"),
        "reporting": say("Reporting"),
        "reported_seconds": say("Reports that came through"),
        "followed": say("Followed"),
        "least": say("The one followed worst"),
        "tracks": say("Tracks each"),
        "quiet": say("Transmit nothing"),
        "detected": say("Detected three times or more"),
        "asked": say("Asked for"),
        "nobodys": say("Tracks that follow nobody"),
        "all_tracks": say("Tracks without identity"),
        "made": say("Made"),
        "share": say("Share"),
        "misspelt": say("Misspelt"),
        "anonymous": say("Without a number"),
        "strangers": say("Of nobody who crossed"),
        "reported": say("Reported"),
        "closed": say("Closed by the report"),
        "failures": say("Failures to report"),
        "wrongly": say("Of these wrongly"),
        "viewers": say("Partners"),
        "expected": say("May be seen"),
        "seen": say("Seen"),
        "withheld": say("Withheld"),
        "true": say("True"),
        "excluded_near_ports": say("Left out near ports"),
        "excluded_high": say("Left out high above"),
        "excluded_units": say("Left out friendly units"),
        "wobbles": say("Wobbles"),
        "all": say("All"),
        "matched": say("Of a true crossing"),
        "excused": say("Excused"),
        "withdrawn": say("Withdrawn"),
        "alerts": say("Alerts for which plans are made"),
        "planned": say("With a plan"),
        "nobody": say("Nobody could get there"),
        "unsent": say("With a plan, and nobody sent"),
        "cut_off": say("Cut off by the end"),
        "gone": say("Gone before"),
        "intercepted": say("Intercepted"),
        "rate": say("Intercepted of those with a plan"),
        "how": say("How it is judged"),
        "patrol_hours": say("Patrol hours: worst error of a mode"),
        "counted": say("Counted hours"),
        "error": say("Error, as a share"),
        "overdue": say("Overdue units found"),
        "overdue_false": say("False alarms of overdue units"),
        "fell_silent": say("Fell silent"),
        "false_alarms": say("False alarms"),
        "seconds_to_alarm": say("Seconds to the alarm"),
        "seconds_late": say("Seconds late"),
        "screening_coverage": say("Screened of those asked about"),
        "screening_recall_at_1": say("Listed people who stand first"),
        "screening_recall": say("Listed people of whom somebody is told"),
        "screening_added": say("Told of those whom the update adds"),
        "screening_removed": say("Told of those whom the update removes"),
        "screened": say("Screened"),
        "coverage": say("Screened of those asked about"),
        "listed": say("Listed"),
        "recall_at_1": say("Listed people who stand first"),
        "recall": say("Listed people of whom somebody is told"),
        "first": say("Stand first"),
        "candidate": say("Above the threshold"),
        "hits": say("With a hit"),
        "per_1000": say("Per 1,000"),
        "added": say("Added by the update"),
        "added_found": say("Of the added, told"),
        "amended": say("Amended by the update"),
        "amended_found": say("Of the amended, told"),
        "removed": say("Removed by the update"),
        "removed_found": say("Of the removed, told"),
        "mistaken": say("Told of somebody else"),
        "seconds": say("Seconds of the machine"),
        "not_told": say("Listed, and nobody told"),
    }


def browser_words(language: Language) -> dict[str, str]:
    """What the browser code of the after-action page says."""
    say = language.say
    return {
        "play": say("Play"),
        "pause": say("Pause"),
        "so-far": say("So far found: %found, missed: %missed, false: %false"),
        "tracks-loading": say("Loading the tracks…"),
        "tracks-shown": say("%n tracks of the system at this moment"),
        "tracks-failed": say("The tracks could not be loaded."),
        "unknown-name": say("unknown %id"),
        "silent-name": say("%name, silent"),
    }
