"""An event of an exercise says so in its remarks and in opex, and else stays what it was."""

import pytest
from lxml import etree

from northline.formats.cot_exercise import marked_as_exercise
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
