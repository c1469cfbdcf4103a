"""An event of an exercise says so, whoever made it.

Programs show a person the remarks of an event, and few show ``opex``; so both say it: ``opex``
begins with ``e`` (*CoT Base-Event Schema*), and the remarks begin with EXERCISE.
"""

from lxml import etree

from northline.formats.cot_reading import parsed

EXERCISE = "EXERCISE"


def marked_as_exercise(event: bytes) -> bytes:
    """The event, saying that it is of an exercise: the very bytes where it did already.

    Nothing else in it changes but what canonical XML (C14N) does not tell apart.

    Raises:
        RejectedUnit: when it is not well-formed.
    """
    root = parsed(b"", event)
    remarks = root.find("detail/remarks")
    opex = root.get("opex", "").startswith("e")
    text = "" if remarks is None else remarks.text or ""
    if opex and text.lstrip().startswith(EXERCISE):
        return event
    if not opex:
        root.set("opex", "e")
    if remarks is None:
        detail = root.find("detail")
        detail = etree.SubElement(root, "detail") if detail is None else detail
        remarks = etree.SubElement(detail, "remarks")
    if not text.lstrip().startswith(EXERCISE):
        remarks.text = f"{EXERCISE}. {text.lstrip()}" if text.strip() else EXERCISE
    return etree.tostring(root, encoding="utf-8", xml_declaration=False)
