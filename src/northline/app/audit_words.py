"""The audit in words, in English and French, for pages, terminals and programs."""

from collections.abc import Mapping
from typing import Any

from northline.app.audit_entries import Asked, Detail, Told
from northline.app.audit_seen import Seen, Subject
from northline.app.documents import document
from northline.records.time import format_instant
from northline.records.units import Micros

LANGUAGES = ("en", "fr")

WHAT: Mapping[str, tuple[str, str]] = {
    "look": ("look", "consultation"),
    "audit": ("look at the audit", "consultation de l'audit"),
    "decision": ("decision", "décision"),
    "engine": ("engine step", "étape d'un moteur"),
    "append": ("records received", "ajout de données"),
    "mark": ("marking change", "changement de marquage"),
    "erase": ("erasure", "effacement"),
    "hold": ("legal hold", "conservation légale"),
    "lift": ("hold lifted", "levée d'une conservation"),
    "compact": ("compaction", "compactage"),
    "backup": ("backup", "sauvegarde"),
    "restore": ("restored from a backup", "restauration d'une sauvegarde"),
    "open": ("ledger founded", "création du registre"),
    "account": ("account or sign-in", "compte ou ouverture de session"),
}
"""What was done -> English and French."""

HOW: Mapping[str, tuple[str, str]] = {
    "id": ("asked for by id", "demandé par son identifiant"),
    "among": ("was among what was asked", "faisait partie de ce qui était demandé"),
    "picture": (
        "the picture was open meanwhile",
        "la vue d'ensemble était ouverte pendant ce temps",
    ),
    "relay": ("sent out by a relay", "transmis par un relais"),
    "audit": ("its audit was looked at", "son audit a été consulté"),
}

SHOWN: Mapping[str, tuple[str, str]] = {
    "could": ("could be shown", "pouvait être montré"),
    "may": ("may have been shown", "a pu être montré"),
    "no": ("could not be shown", "ne pouvait pas être montré"),
}

WHY: Mapping[str, tuple[str, str]] = {
    "not-there-yet": (
        "it was not yet in what was asked",
        "il n'était pas encore dans ce qui était demandé",
    ),
    "erased": ("it had been erased", "il avait été effacé"),
    "corrected": (
        "a correction hid it, where the viewer could see the correction",
        "une correction le masquait, pour qui pouvait voir cette correction",
    ),
    "not-allowed": (
        "its marking did not allow this viewer to see it",
        "son marquage ne permettait pas à cette personne de le voir",
    ),
    "rights-not-told": (
        "the entry does not tell the viewer's rights (written by an earlier release)",
        "l'inscription ne dit pas les droits de la personne (version antérieure)",
    ),
    "rights-moved": (
        "its marking changed within a minute of the look",
        "son marquage a changé à moins d'une minute de la consultation",
    ),
    "more-ids": (
        "the chain keeps the first hundred ids of a request, and more were asked for",
        "la chaîne garde les cent premiers identifiants d'une demande, et il y en avait plus",
    ),
    "more-cells": (
        "the chain keeps the first hundred ranges of cells, and more were asked for",
        "la chaîne garde les cent premières plages de cellules, et il y en avait plus",
    ),
    "limit": (
        "only so many rows were answered, and the chain does not tell which",
        "le nombre de lignes était limité, et la chaîne ne dit pas lesquelles ont été données",
    ),
    "picture": (
        "the picture shows the newest point of each track, and the chain does not tell which",
        "la vue montre le dernier point de chaque piste, et la chaîne ne dit pas lesquels",
    ),
    "no-end": (
        "the chain holds no end of that watch",
        "la chaîne ne contient pas la fin de cette consultation",
    ),
    "content-gone": (
        "its body was erased since: its time, place and marking are not known any more",
        "son contenu a été effacé depuis : son heure, son lieu et son marquage ne sont plus connus",
    ),
}
"""Code of `northline.app.audit_seen.WHY` -> English and French."""

_SAID: Mapping[str, tuple[str, str]] = {
    "whole": ("all of it", "tout"),
    "from": ("from {since}", "à partir du {since}"),
    "until": ("until {until}", "jusqu'au {until}"),
    "between": ("from {since} until {until}", "du {since} au {until}"),
    "cells": ("in {count} ranges of cells", "dans {count} plages de cellules"),
    "cell": ("in one range of cells", "dans une plage de cellules"),
    "ids": ("{count} ids: {first}", "{count} identifiants : {first}"),
    "one-id": ("id {first}", "identifiant {first}"),
    "columns": ("columns {names}", "colonnes {names}"),
    "limit-one": ("at most one row", "au plus une ligne"),
    "limit": ("at most {count} rows", "au plus {count} lignes"),
    "after": ("only after entry {after}", "seulement après l'inscription {after}"),
    "opened": ("opened the picture; {end}", "ouverture de la vue d'ensemble; {end}"),
    "closed": ("closed the picture", "fermeture de la vue d'ensemble"),
    "once": ("looked at the picture once", "un coup d'œil à la vue d'ensemble"),
    "ended": (
        "closed {at} (entry {seq})",
        "fermée le {at} (inscription {seq})",
    ),
    "no-end": (
        "NO END IN THE CHAIN: still open, or the server was ended",
        "AUCUNE FIN DANS LA CHAÎNE : encore ouverte, ou le serveur a été arrêté",
    ),
    "relay": ("relay {relay}: {count} things", "relais {relay} : {count} faits"),
    "relay-withheld": ("relay {relay}", "relais {relay}"),
    "audit": ("the audit: {wish}", "l'audit : {wish}"),
    "decided": ("{verb} about {about}: {reason}", "{verb} au sujet de {about} : {reason}"),
    "authority": ("authority: {law}", "pouvoir : {law}"),
    "decision-unseen": (
        "a decision that you may not see, or that was erased",
        "une décision que vous ne pouvez pas voir, ou qui a été effacée",
    ),
    "withheld": (
        "withheld: something that you may not see",
        "retenu : quelque chose que vous ne pouvez pas voir",
    ),
}

_FACTS: Mapping[str, tuple[str, str]] = {
    "engine": ("engine", "moteur"),
    "read": ("read entries", "inscriptions lues"),
    "parameters": ("parameters", "paramètres"),
    "source": ("source", "source"),
    "format": ("format", "format"),
    "stream": ("stream", "flux"),
    "bytes": ("bytes", "octets"),
    "ids": ("ids", "identifiants"),
    "markings": ("markings", "marquages"),
    "reason": ("reason", "motif"),
    "name": ("name", "nom"),
    "exercise": ("exercise", "exercice"),
    "parts": ("parts", "parties"),
    "to": ("to", "vers"),
    "from": ("from entry", "à partir de l'inscription"),
    "later": ("with what was done until entry", "avec ce qui a été fait jusqu'à l'inscription"),
}

HAPPENED: Mapping[str, tuple[str, str]] = {
    "sign-in": ("signed in", "ouverture d'une session"),
    "sign-in-refused": ("sign-in refused", "ouverture de session refusée"),
    "locked-out": ("locked out for a time", "accès bloqué pour un temps"),
    "sign-out": ("signed out", "fermeture de la session"),
    "session-revoked": ("session revoked", "session révoquée"),
    "account-made": ("account made", "création d'un compte"),
    "account-changed": ("account changed", "modification d'un compte"),
    "account-disabled": ("account disabled", "désactivation d'un compte"),
    "account-enabled": ("account enabled again", "réactivation d'un compte"),
    "password-set": ("password set", "mot de passe établi"),
    "token-issued": ("API token issued", "émission d'un jeton d'API"),
    "token-revoked": ("API token revoked", "révocation d'un jeton d'API"),
    "key-rotated": ("signing key rotated", "remplacement d'une clé de signature"),
}
"""What happened to an account (`northline.app.accounts.noting`) -> English and French."""

_OF_ACCOUNT: Mapping[str, tuple[str, str]] = {
    "account": ("account", "compte"),
    "address": ("address", "adresse"),
    "agent": ("browser", "navigateur"),
    "count": ("times", "nombre de fois"),
    "issuer": ("identity provider", "fournisseur d'identité"),
    "key-id": ("key", "clé"),
    "label": ("label", "étiquette"),
    "must-change": ("to be changed at the next sign-in", "à changer à la prochaine session"),
    "name": ("name", "nom"),
    "old-key-id": ("instead of key", "à la place de la clé"),
    "scopes": ("scopes", "portée"),
    "session": ("session", "session"),
    "subject": ("subject", "sujet"),
    "token": ("token", "jeton"),
    "token-purpose": ("for the purpose", "à la fin"),
    "unknown": ("with names that no account has", "avec des noms qu'aucun compte ne porte"),
    "until": ("until", "jusqu'au"),
    "set-person": ("name", "nom"),
    "set-agency": ("agency", "organisme"),
    "set-country": ("country", "pays"),
    "set-clearance": ("clearance", "cote de sécurité"),
    "set-roles": ("roles", "rôles"),
    "set-groups": ("groups", "groupes"),
    "set-compartments": ("compartments", "compartiments"),
    "set-purposes": ("purposes", "fins"),
    "set-issuer": ("identity provider", "fournisseur d'identité"),
    "set-subject": ("subject", "sujet"),
    "yes": ("yes", "oui"),
    "no": ("no", "non"),
}
"""What else a note of an account says -> English and French."""

_WISHES: Mapping[str, tuple[str, str]] = {
    "record": ("who saw", "qui a vu"),
    "person": ("person", "personne"),
    "agency": ("agency", "organisme"),
    "purpose": ("purpose", "fin"),
    "kind": ("kind", "sorte"),
    "what": ("what was done", "ce qui a été fait"),
    "since": ("from", "à partir du"),
    "until": ("until", "jusqu'au"),
    "before": ("before entry", "avant l'inscription"),
    "entry": ("entry", "inscription"),
    "export": ("an export", "une exportation"),
}

_SHORT = ("parameters", "stream", "ids", "markings")
_FAR = 2**61
"""Beyond it a window has no end on that side, us."""


def word(texts: Mapping[str, tuple[str, str]], code: str, language: str, **values: object) -> str:
    """One text; a code that nobody knows stands for itself."""
    if code not in texts:
        return code
    said = texts[code][LANGUAGES.index(language)]
    return said.format(**values) if values else said


def asked_words(asked: Asked, language: str) -> str:
    """What one look asked for, in words."""
    hidden = [word(_SAID, "withheld", language)] if asked.withheld else []
    if asked.how == "picture":
        return _picture(asked, language)
    if asked.how == "relay":
        code = "relay-withheld" if hidden else "relay"
        said = word(_SAID, code, language, relay=asked.other["relay"], count=asked.told)
        return "; ".join([said, *hidden])
    if asked.how == "audit":
        wishes = [f"{word(_WISHES, name, language)} {value}" for name, value in asked.other.items()]
        wish = ", ".join([*wishes, *hidden])
        return word(_SAID, "audit", language, wish=wish or word(_SAID, "whole", language))
    return _read(asked, language, hidden)


def _picture(asked: Asked, language: str) -> str:
    if asked.picture == "once":
        return word(_SAID, "once", language)
    if not asked.begins:
        return word(_SAID, "closed", language)
    if asked.ended is None:
        return word(_SAID, "opened", language, end=word(_SAID, "no-end", language))
    seq, at = asked.ended
    end = word(_SAID, "ended", language, at=_instant(at), seq=seq)
    return word(_SAID, "opened", language, end=end)


def _read(asked: Asked, language: str, hidden: list[str]) -> str:
    def say(code: str, **values: object) -> str:
        return word(_SAID, code, language, **values)

    window, ids, cells = _window(asked, language), asked.ids, asked.cells
    parts = [window] if window else []
    if ids is not None:
        first = ", ".join(ids[:3]) + (", …" if asked.ids_count > 3 else "")
        code = "one-id" if asked.ids_count == 1 else "ids"
        parts.append(say(code, count=asked.ids_count, first=first))
    if cells is not None:
        parts.append(say("cell" if asked.cells_count == 1 else "cells", count=asked.cells_count))
    parts += [f"{name} {value}" for name, value in asked.other.items()] + hidden
    if not parts:
        parts = [say("whole")]
    if asked.after:
        parts.append(say("after", after=asked.after))
    if asked.limit is not None:
        parts.append(say("limit-one" if asked.limit == 1 else "limit", count=asked.limit))
    if asked.columns is not None:
        parts.append(say("columns", names=", ".join(asked.columns)))
    return "; ".join(parts)


def _window(asked: Asked, language: str) -> str:
    if asked.window is None:
        return ""
    since, until = asked.window
    ends = {"since": _instant(since), "until": _instant(until)}
    if since <= -_FAR and until >= _FAR:
        return ""
    code = "until" if since <= -_FAR else "from" if until >= _FAR else "between"
    return word(_SAID, code, language, **ends)


def entry_words(told: Told, language: str) -> list[str]:
    """What an entry says, line by line; of several looks together each says its kind."""
    several = len(told.asked) > 1
    lines = [
        f"{each.kind}: {asked_words(each, language)}"
        if several and each.how == "read"
        else asked_words(each, language)
        for each in told.asked
    ]
    for each in told.decisions:
        line = word(
            _SAID, "decided", language,
            verb=each.verb.value, about=each.about.hex(), reason=each.reason,
        )  # fmt: skip
        if each.authority:
            line = f"{line} ({word(_SAID, 'authority', language, law=each.authority)})"
        lines.append(line)
    if told.what == "decision" and not told.decisions:
        return [*lines, word(_SAID, "decision-unseen", language)]
    if told.withheld and not told.asked:
        return [word(_SAID, "withheld", language)]
    if told.what == "account":
        return [*lines, _account(told.facts, language)]
    facts = [
        f"{word(_FACTS, name, language)} {_short(value) if name in _SHORT else value}"
        for name, value in told.facts.items()
    ]
    return [*lines, *(["; ".join(facts)] if facts else [])]


def _account(facts: Mapping[str, str], language: str) -> str:
    """What happened to an account, in words."""
    said = [
        f"{word(_OF_ACCOUNT, name, language)} {word(_OF_ACCOUNT, value, language)}"
        if value in {"yes", "no"}
        else f"{word(_OF_ACCOUNT, name, language)} {value}"
        for name, value in facts.items()
        if name != "what"
    ]
    happened = word(HAPPENED, facts["what"], language)
    separator = " : " if language == "fr" else ": "
    return f"{happened}{separator}{'; '.join(said)}" if said else happened


def seen_words(seen: Seen, language: str) -> str:
    """How a look had to do with a record, in words."""
    said = f"{word(HOW, seen.how, language)}; {word(SHOWN, seen.shown, language)}"
    if seen.clients:
        said += f" ({', '.join(map(str, seen.clients))})"
    why = "; ".join(word(WHY, each, language) for each in seen.why)
    return f"{said}: {why}" if why else said


def entry_document(told: Told) -> dict[str, Any]:
    """An entry, ready for JSON."""
    found = document(told)
    found["at"] = format_instant(told.at)
    found["text"] = {each: entry_words(told, each) for each in LANGUAGES}
    for plain, asked in zip(found["asked"], told.asked, strict=True):
        plain["open"] = asked.open
        if asked.ended is not None:
            plain["ended"] = {"seq": asked.ended[0], "at": format_instant(asked.ended[1])}
    return dict(found)


def detail_document(detail: Detail) -> dict[str, Any]:
    """One entry with what proves it, ready for JSON."""
    found = document(detail)
    found["around"] = [entry_document(each) for each in detail.around]
    return {**entry_document(detail.told), **{k: v for k, v in found.items() if k != "told"}}


def seen_document(seen: Seen) -> dict[str, Any]:
    """How a look had to do with a record, ready for JSON."""
    return {**document(seen), "text": {each: seen_words(seen, each) for each in LANGUAGES}}


def subject_document(subject: Subject) -> dict[str, Any]:
    """The record that was asked about, ready for JSON."""
    gone = subject.history.gone
    return {
        "id": subject.id.hex(),
        "kind": subject.kind,
        "at": None if subject.at is None else format_instant(subject.at),
        "append": subject.append,
        "erased": None if gone is None else {"entry": gone.seq, "rule": gone.rule},
    }


def _short(text: str) -> str:
    first, *more = text.split(", ")
    shown = first if len(first) <= 32 else f"{first[:12]}…"
    return f"{shown}, … ({len(more) + 1})" if more else shown


def _instant(at: int) -> str:
    return format_instant(Micros(at)) if abs(at) < _FAR else "…"
