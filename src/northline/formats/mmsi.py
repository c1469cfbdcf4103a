"""What the nine digits of a Maritime Mobile Service Identity say (ITU-R M.585-9, annex 1)."""

from northline.records.position import Craft

LARGEST = 999_999_999
"""The largest number of nine digits.  AIS has 30 bits for it; more is no MMSI, nor is 0."""

_VESSEL, _AIRCRAFT, _STATION, _AID, _PERSON, _UNKNOWN = (
    craft.value
    for craft in (
        Craft.VESSEL,
        Craft.AIRCRAFT,
        Craft.STATION,
        Craft.AID,
        Craft.PERSON,
        Craft.UNKNOWN,
    )
)

_BY_MESSAGE = {4: _STATION, 9: _AIRCRAFT, 21: _AID}
"""Messages that only one sort of thing sends (M.1371-5, annex 8, table 46)."""


def identity_of(mmsi: int) -> str:
    """Return the identity of a sender: ``mmsi:003669702``, always nine digits."""
    return f"mmsi:{mmsi:09d}"


def craft_of(mmsi: int, message: int) -> str:
    """Return the sort of craft: by the message where it says so, else by the number.

    ============  =======================================  ====================
    number        given to                                 craft
    ============  =======================================  ====================
    200 - 799     a ship, by country                       vessel
    98MIDxxxx     a craft of a parent ship                 vessel
    111MIDxxx     an aircraft in search and rescue         aircraft
    972xxxxxx     a man-overboard device                   person
    others        coast stations 00, groups 0, handhelds   unknown
                  8, aids 99, beacons 970 and 974
    ============  =======================================  ====================

    A coast station or an aid does not send a mobile's message: a number of theirs in one is
    mostly a set that nobody programmed, so it is taken for neither.
    """
    craft = _BY_MESSAGE.get(message)
    if craft is not None:
        return craft
    leading = mmsi // 1_000_000
    if 200 <= leading <= 799 or 980 <= leading <= 989:
        return _VESSEL
    if leading == 111:
        return _AIRCRAFT
    if leading == 972:
        return _PERSON
    return _UNKNOWN
