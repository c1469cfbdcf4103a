"""What an engine may not read: attributes of who a person is, and their proxies.

LAW.md, rule 9: each engine declares a closed list of inputs; protected attributes and their
proxies are refused (Canadian Human Rights Act, s. 3, names most of them; the rest stand for
them).  ``identity`` is the number of a transponder, not who somebody is.
"""

from northline.records.errors import UnknownName, UsageError
from northline.records.kinds import kind
from northline.records.protocols import Engine

REFUSED: frozenset[str] = frozenset(
    """
    accent age ancestry birth birthdate birthday birthplace caste citizen citizenship colour
    creed descent dialect disability dob ethnic ethnicity faith family forename gender genetic
    given indigenous language marital married minority mother name names nationality national
    native orientation origin parentage passport pregnancy pronoun pronouns race racial religion
    religious sex skin surname tongue tribe
    """.split()
)
"""Words that no input column may hold, between underscores (``date_of_birth``)."""


def protected(column: str) -> tuple[str, ...]:
    """The words of a column's name that are refused, such as ``birth`` of ``date_of_birth``."""
    return tuple(word for word in column.lower().split("_") if word in REFUSED)


def check_inputs(engine: Engine) -> None:
    """Refuse an engine whose closed list is not closed, or names what may not be read.

    Raises:
        UsageError: naming the input and what is wrong with it.
        UnknownName: for a kind that there is not.
    """
    if len(set(engine.inputs)) != len(engine.inputs):
        raise UsageError(f"engine {engine.name}: an input is named twice")
    for given in engine.inputs:
        name, _, column = given.partition(".")
        if name not in engine.reads:
            raise UsageError(f"engine {engine.name}: input {given} is of a kind it does not read")
        if column not in kind(name).schema.names:
            raise UnknownName(f"engine {engine.name}: {name} has no column {column!r}")
        if protected(column):
            raise UsageError(
                f"engine {engine.name}: input {given} is refused: who a person is "
                f"({', '.join(protected(column))}) may not enter a score"
            )
