"""What a new version of a list changes, in sentences, English and French."""

from collections.abc import Mapping

from northline.engines.screening.delta import NAMES, Amended, Delta, Entity, Moved

LANGUAGES = ("en", "fr")

SHOWN = 12
"""Aliases that a sentence names; of more it says how many there are."""

FIELDS: Mapping[str, tuple[str, str]] = {
    NAMES: ("names", "noms"),
    "schema": ("sort of entity", "type d\u2019entité"),
    "identifiers": ("identifiers", "identifiants"),
    "born": ("dates of birth", "dates de naissance"),
    "birth_places": ("places of birth", "lieux de naissance"),
    "citizenships": ("citizenships", "citoyennetés"),
    "programme": ("programme", "programme"),
    "measure": ("measure", "mesure"),
    "listed": ("listed since", "inscription depuis"),
    "remarks": ("remarks", "remarques"),
    "url": ("address on the web", "adresse Web"),
}
"""Field -> what it is called, English and French."""

SORTS: Mapping[str, tuple[str, str]] = {
    "primary": ("primary name", "nom principal"),
    "alias-good": ("alias", "pseudonyme"),
    "alias-low": ("weak alias", "pseudonyme faible"),
    "former": ("former name", "ancien nom"),
    "original-script": ("name in its own script", "nom dans son écriture d\u2019origine"),
    "translation": ("translation", "traduction"),
}
"""Sort of a name -> what it is called, English and French."""


NOT_WHOLE: Mapping[str, str] = {
    "en": "Only one of these versions has its aliases in a file of their own; they are left out here, "
    "so what became of them is not known. Read that file of the other version, too.",
    "fr": "Une seule de ces versions comporte un fichier de pseudonymes; ceux-ci sont laissés de côté, "
    "et on ne sait donc pas ce qu\u2019ils sont devenus. Lisez aussi ce fichier de l\u2019autre version.",
}
"""That aliases in a file of their own could not be compared."""


def summary(delta: Delta) -> dict[str, str]:
    """How many came, went and changed."""
    counts = len(delta.added), len(delta.amended), len(delta.removed), delta.unchanged
    return {
        "en": "{} added, {} amended, {} removed, {} unchanged.".format(*counts),
        "fr": "Ajouts : {}; modifications : {}; retraits : {}; inscriptions inchangées : {}.".format(
            *counts
        ),
    }


def added(entity: Entity) -> dict[str, str]:
    """That an entity came."""
    also = _aliases(entity)
    return {
        "en": f"Added: {entity.name}{also['en']}.",
        "fr": f"Ajout : {entity.name}{also['fr']}.",
    }


def removed(entity: Entity) -> dict[str, str]:
    """That an entity went."""
    also = _aliases(entity)
    return {
        "en": f"Removed: {entity.name}{also['en']}.",
        "fr": f"Retrait : {entity.name}{also['fr']}.",
    }


def amended(change: Amended) -> dict[str, str]:
    """That something else is said of an entity."""
    name = change.entity.name
    return {
        "en": f"Amended: {name}. " + " ".join(_moved(each, 0) for each in change.moved),
        "fr": f"Modification : {name}. " + " ".join(_moved(each, 1) for each in change.moved),
    }


def _aliases(entity: Entity) -> dict[str, str]:
    every = entity.aliases
    if not every:
        return {"en": "", "fr": ""}
    shown, more = "; ".join(every[:SHOWN]), len(every) - SHOWN
    rest = (
        {"en": f"; and {more} more", "fr": f"; et {more} autres"}
        if more > 0
        else {"en": "", "fr": ""}
    )
    return {
        "en": f" (also known as {shown}{rest['en']})",
        "fr": f" (aussi connu sous les noms suivants : {shown}{rest['fr']})",
    }


def _moved(moved: Moved, place: int) -> str:
    """What came and went in one field, in one language."""
    name = FIELDS[moved.field][place]
    if moved.field == "remarks":  # whole texts: a sentence only says that they differ
        return ("The remarks differ.", "Les remarques diffèrent.")[place]
    came, went = (_listed(moved.field, each, place) for each in (moved.came, moved.went))
    if place:
        parts = [f"ajout de {came}" if came else "", f"retrait de {went}" if went else ""]
        return f"{name[0].upper()}{name[1:]} : " + ", ".join(filter(None, parts)) + "."
    parts = [f"{came} came" if came else "", f"{went} went" if went else ""]
    return f"{name[0].upper()}{name[1:]}: " + ", ".join(filter(None, parts)) + "."


def _listed(field: str, values: tuple[str, ...], place: int) -> str:
    if field != NAMES:
        return "; ".join(values)
    told = []
    for each in values:
        name, _, sort = each.rpartition(" [")
        told.append(f"{name} ({SORTS[sort[:-1]][place]})")
    return "; ".join(told)
