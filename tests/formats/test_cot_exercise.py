"""An event of an exercise says so in its remarks and in opex, and else stays what it was."""

import msgspec
import pytest
from lxml import etree

from northline.formats.cot_decoder import CotDecoder
from northline.formats.cot_exercise import marked_as_exercise
from northline.formats.tak_decoder import TakDecoder
from northline.formats.tak_frames import framed
from northline.formats.tak_messages import message_of
from northline.records.marking import MarkingId
from northline.records.protocols import Context, Framing
from northline.records.units import Micros
from tests.formats.cot_sample import BOAT, CHAT, FRIEND, HIDDEN, event

BARE = b'<event uid="a" type="b"/>'


@pytest.mark.parametrize("xml", [FRIEND, BOAT, CHAT, HIDDEN, BARE, event(detail="<remarks/>")])
def test_an_event_says_exercise_once(xml: bytes) -> None:
    marked = marked_as_exercise(xml)
    root = etree.fromstring(marked)
    assert root.get("opex") == "e"
    (remarks,) = root.findall("detail/remarks")
    assert (remarks.text or "").startswith("EXERCISE")
    assert marked_as_exercise(marked) == marked
    assert root.get("uid") == etree.fromstring(xml).get("uid")


def test_what_its_remarks_said_stands_behind() -> None:
    text = etree.fromstring(marked_as_exercise(CHAT)).findtext("detail/remarks")
    assert text == "EXERCISE. Bateau & moteur \u00e0 l\u2019est"


def test_a_named_exercise_keeps_its_name_and_an_operation_becomes_one() -> None:
    named = etree.fromstring(marked_as_exercise(event(more=' opex="e-NORTH"')))
    assert named.get("opex") == "e-NORTH"
    assert etree.fromstring(marked_as_exercise(event(more=' opex="o-X"'))).get("opex") == "e"


@pytest.mark.parametrize("framing", list(Framing))
@pytest.mark.parametrize("opex", ["e", "e-NORTH", "s-X", " e"])
def test_a_real_ledger_refuses_what_says_that_it_is_no_operation(
    opex: str, framing: Framing
) -> None:
    xml = event(more=f' opex="{opex}"')
    context = Context(source="s", marking=MarkingId(1), stream="x", framing=framing, real=True)
    decoded = CotDecoder(context).decode(xml, Micros(1), end=True)
    assert not decoded.batches
    (refused,) = decoded.refused
    assert refused.raw == xml
    assert "this ledger is real" in refused.reason
    drill = msgspec.structs.replace(context, real=False)
    assert CotDecoder(drill).decode(xml, Micros(1), end=True).batches["message"].num_rows == 1


def test_in_a_long_stream_only_the_exercise_events_are_refused() -> None:
    good, bad = event(more=' opex="o-NORTH"'), event(more=' opex="e"')
    stream = b"\n".join([good] * 400 + [bad] + [good] * 400)
    context = Context(source="s", marking=MarkingId(1), stream="x", real=True)
    decoded = CotDecoder(context).decode(stream, Micros(1), end=True)
    assert decoded.batches["message"].num_rows == 800
    assert [each.raw for each in decoded.refused] == [bad]


def test_the_tak_protocol_is_held_to_the_same() -> None:
    payload = message_of(event(more=' opex="e"')).SerializeToString()
    context = Context(source="s", marking=MarkingId(1), stream="x", real=True)
    decoded = TakDecoder(context).decode(framed(payload), Micros(1), end=True)
    assert not decoded.batches
    assert "this ledger is real" in decoded.refused[0].reason
