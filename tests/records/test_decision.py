"""Decisions: signed over all they say, and told apart by their verbs."""

import msgspec
import pytest

from northline.records.decision import Decision, Verb
from northline.records.errors import NorthlineError
from northline.records.marking import unclassified
from northline.records.record import Days, Id, Keep, KeyId, Signature
from northline.records.signed_record import signed_bytes
from northline.records.signing import PrivateKey, is_signed, key_id
from northline.records.units import Micros


def decision() -> Decision:
    return Decision(
        id=Id(bytes(16)),
        source="local",
        at=Micros(5),
        received=Micros(6),
        marking=unclassified("local").id,
        verb=Verb.CONFIRM,
        about=Id(b"a" * 16),
        by="A. Officer",
        agency="local",
        role="watch-officer",
        reason="seen by camera",
        key=KeyId(bytes(16)),
        signature=Signature(bytes(64)),
    )


def test_a_signature_covers_every_field_but_itself() -> None:
    one = decision()
    changes = {
        "source": "x",
        "at": Micros(9),
        "verb": Verb.DISMISS,
        "about": Id(b"b" * 16),
        "by": "B. Officer",
        "agency": "x",
        "role": "x",
        "reason": "x",
        "authority": "x",
        "second": "x",
        "revision": 2,
        "event_id": Id(b"e" * 16),
        "key": KeyId(b"k" * 16),
        "received": Micros(9),
        "id": Id(b"i" * 16),
        "supersedes": Id(b"s" * 16),
    }
    for name, value in changes.items():
        other = msgspec.structs.replace(one, **{name: value})
        assert signed_bytes(other) != signed_bytes(one), name
    resigned = msgspec.structs.replace(one, signature=Signature(b"s" * 64))
    assert signed_bytes(resigned) == signed_bytes(one)


def test_a_signature_is_checked_against_its_key_and_bytes() -> None:
    signer = PrivateKey.generate()
    signature = signer.sign(b"what was decided")
    assert is_signed(b"what was decided", signature, signer.public)
    assert not is_signed(b"what was not", signature, signer.public)
    assert not is_signed(b"what was decided", signature, PrivateKey.generate().public)
    assert not is_signed(b"what was decided", signature, b"short")
    assert signer.key == key_id(signer.public)
    assert PrivateKey(signer.secret).public == signer.public


@pytest.mark.parametrize("verb", list(Verb))
def test_only_what_settles_a_matter_closes_it(verb: Verb) -> None:
    open_still = {Verb.ACKNOWLEDGE, Verb.RETRACT, Verb.CANNOT_TELL}
    assert verb.closes == (verb not in open_still)


def test_retention_of_several_owners_is_the_longest_minimum() -> None:
    keep = Keep(Days(10, 100), (("opp", Days(50, 60)), ("cbp", Days(0, None))))
    assert keep.of(("rcmp",)) == Days(10, 100)
    assert keep.of(("rcmp", "opp")) == Days(50, 60)
    assert keep.of(("cbp",)) == Days(0, None)
    assert keep.of(("cbp", "opp")) == Days(50, 60)
    assert Keep(Days(10, 20), (("opp", Days(50, 60)),)).of(("rcmp", "opp")) == Days(50, 50)


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    import northline.records.errors as errors

    drawn = errors.__doc__ or ""
    for name in vars(errors):
        cls = getattr(errors, name)
        if isinstance(cls, type) and issubclass(cls, NorthlineError):
            line = next(row for row in drawn.splitlines() if name in row.split())
            if cls is not NorthlineError:
                assert f" {cls.exit_code} " in line, name
