"""What the pages of people's requests call things."""

from northline.app.rights.rules import Checked, Clock
from northline.records.rights_request import Answer, Regime, Right, StepSort
from northline.web.language import Language


def rights(language: Language) -> dict[Right, str]:
    """What is asked for."""
    say = language.say
    return {
        Right.ACCESS: say("access"),
        Right.CORRECTION: say("correction"),
        Right.NOTATION: say("notation"),
        Right.REDRESS: say("redress of a wrong match"),
        Right.COMPLAINT: say("complaint"),
    }


def regimes(language: Language) -> dict[Regime, str]:
    """The laws, by their names."""
    say = language.say
    return {
        Regime.PRIVACY_ACT_CA: say("Privacy Act (Canada)"),
        Regime.FIPPA_ON: say("Freedom of Information and Protection of Privacy Act (Ontario)"),
        Regime.MFIPPA_ON: say(
            "Municipal Freedom of Information and Protection of Privacy Act (Ontario)"
        ),
        Regime.PRIVACY_ACT_US: say("Privacy Act of 1974 (United States)"),
        Regime.REDRESS: say("redress, without a statute of its own"),
    }


def states(language: Language) -> dict[str, str]:
    """Where a request stands."""
    say = language.say
    return {
        "open": say("waiting"),
        "overdue": say("overdue"),
        "answered": say("answered"),
        "closed": say("closed request"),
        "all": say("all requests"),
    }


def steps(language: Language) -> dict[StepSort, str]:
    """What is done about a request."""
    say = language.say
    return {
        StepSort.ACKNOWLEDGED: say("receipt acknowledged"),
        StepSort.IDENTITY_VERIFIED: say("identity verified"),
        StepSort.EXTENDED: say("time extended"),
        StepSort.LOCATED: say("records located"),
        StepSort.TRANSFERRED: say("transferred"),
        StepSort.ANSWERED: say("request answered"),
        StepSort.CORRECTED: say("record corrected"),
        StepSort.NOTATION_ATTACHED: say("notation attached"),
        StepSort.NOTIFIED: say("recipients notified"),
        StepSort.COMPLAINED: say("complaint made"),
        StepSort.CLOSED: say("request closed"),
    }


def answers(language: Language) -> dict[Answer, str]:
    """What a request was answered with."""
    say = language.say
    return {
        Answer.IN_FULL: say("given in full"),
        Answer.IN_PART: say("given in part"),
        Answer.REFUSED: say("refused in whole"),
        Answer.NO_RECORDS: say("no such information exists"),
        Answer.WITHDRAWN: say("taken back by who asked"),
    }


def extensions(language: Language) -> dict[str, str]:
    """Why a limit is extended."""
    say = language.say
    return {
        "interference": say("it would unreasonably interfere with operations"),
        "consultation": say("consultations cannot be completed in time"),
        "translation": say("translation or another format"),
    }


def checked(language: Language) -> dict[Checked, str]:
    """How the text of a provision was checked."""
    say = language.say
    return {
        Checked.TEXT: say("read in the publisher's text"),
        Checked.QUOTED: say("read as it is quoted elsewhere"),
        Checked.NOT_VERIFIED: say("not verified: named by guidance only"),
        Checked.AIM: say("no statute sets it: an aim"),
    }


def time_left(language: Language, stands: Clock) -> str:
    """How much time is left, or by how much it has passed."""
    say = language.say
    days = stands.days_left
    if stands.stopped is not None:
        return say("answered late") if stands.late else say("answered in time")
    if stands.overdue:
        past = (
            say("one day overdue")
            if days == -1
            else say("%(days)s days overdue", days=language.number(-days))
        )
        refused = say("refused by law")
        return f"{past}; {refused}" if stands.deemed_refused else past
    if days == 0:
        return say("due today")
    return (
        say("one day left") if days == 1 else say("%(days)s days left", days=language.number(days))
    )
