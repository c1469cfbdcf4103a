"""The compiled loops of `northline.formats.cot_scan` that know the bytes of XML and of its values.

Import them only where they are used.  All take ``data``, the bytes as they came; ``end`` or
``stop`` is where they end.  Places are indexes into it.
"""

# ruff: noqa: PLR1714  numba would build a set each time

from typing import Any

import numba
import numpy as np


@numba.njit(cache=True)
def name_end(data: Any, at: Any, end: Any) -> Any:
    """Where an ASCII name without a colon ends; ``at`` itself where none begins."""
    first = data[at]
    if not (97 <= (first | 32) <= 122 or first == 95):
        return at
    while at < end:
        c = data[at]
        if not (97 <= (c | 32) <= 122 or c == 95 or 48 <= c <= 57 or c == 45 or c == 46):
            break
        at += 1
    return at


@numba.njit(cache=True)
def reference_end(data: Any, at: Any, end: Any) -> Any:
    """Behind one of the five references that XML knows by itself; -1 for any other."""
    left = end - at
    a = data[at + 1] if left > 3 else 0
    if (a == 108 or a == 103) and data[at + 2] == 116 and data[at + 3] == 59:  # &lt; &gt;
        return at + 4
    if left > 4 and a == 97 and data[at + 2] == 109 and data[at + 3] == 112 and data[at + 4] == 59:
        return at + 5  # &amp;
    if left > 5 and data[at + 5] == 59:
        b, c, d = data[at + 2], data[at + 3], data[at + 4]
        if a == 97 and b == 112 and c == 111 and d == 115:  # &apos;
            return at + 6
        if a == 113 and b == 117 and c == 111 and d == 116:  # &quot;
            return at + 6
    return -1


@numba.njit(cache=True)
def character_end(data: Any, at: Any, end: Any) -> Any:
    """Behind one character of several bytes that XML allows (RFC 3629, 4); -1 for none."""
    c = data[at]
    if 0xC2 <= c <= 0xDF:
        length = 2
    elif 0xE0 <= c <= 0xEF:
        length = 3
    elif 0xF0 <= c <= 0xF4:
        length = 4
    else:
        return -1
    if at + length > end:
        return -1
    for i in range(1, length):
        if data[at + i] & 0xC0 != 0x80:
            return -1
    second = data[at + 1]
    if (c == 0xE0 and second < 0xA0) or (c == 0xED and second > 0x9F):
        return -1
    if (c == 0xF0 and second < 0x90) or (c == 0xF4 and second > 0x8F):
        return -1
    if c == 0xEF and second == 0xBF and data[at + 2] >= 0xBE:  # U+FFFE, U+FFFF
        return -1
    return at + length


@numba.njit(cache=True)
def blank(c: Any) -> Any:
    """Whether a byte is white space of XML."""
    return c == 32 or c == 10 or c == 9 or c == 13


@numba.njit(cache=True)
def instant(data: Any, at: Any, stop: Any) -> Any:
    """Microseconds of ``2026-07-01T14:00:00.000Z``; the least integer for any other form."""
    none = np.iinfo(np.int64).min
    length = stop - at
    if length < 20 or length > 27 or data[at + length - 1] != 90:
        return none
    year = month = day = hour = minute = second = 0
    for i in range(19):
        c = data[at + i]
        if i == 4 or i == 7:
            if c != 45:
                return none
        elif i == 10:
            if c != 84:
                return none
        elif i == 13 or i == 16:
            if c != 58:
                return none
        else:
            digit = c - 48
            if digit < 0 or digit > 9:
                return none
            if i < 4:
                year = year * 10 + digit
            elif i < 7:
                month = month * 10 + digit
            elif i < 10:
                day = day * 10 + digit
            elif i < 13:
                hour = hour * 10 + digit
            elif i < 16:
                minute = minute * 10 + digit
            else:
                second = second * 10 + digit
    fraction = 0
    if length > 20:
        if data[at + 19] != 46 or length == 21:
            return none
        for i in range(6):
            fraction *= 10
            if 20 + i < length - 1:
                digit = data[at + 20 + i] - 48
                if digit < 0 or digit > 9:
                    return none
                fraction += digit
    if year < 1 or month < 1 or month > 12 or day < 1 or hour > 23 or minute > 59 or second > 59:
        return none
    longest = 31
    if month == 4 or month == 6 or month == 9 or month == 11:
        longest = 30
    elif month == 2:
        leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
        longest = 29 if leap else 28
    if day > longest:
        return none
    y = year - 1 if month <= 2 else year
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days = era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + fraction


@numba.njit(cache=True)
def is_number(data: Any, at: Any, stop: Any) -> bool:
    """Whether these bytes are digits, perhaps with a minus before and a point among them."""
    if at < stop and data[at] == 45:
        at += 1
    if stop - at > 32 or at >= stop or data[at] == 46 or data[stop - 1] == 46:
        return False
    points = 0
    for i in range(at, stop):
        if data[i] == 46:
            points += 1
        elif data[i] < 48 or data[i] > 57:
            return False
    return points < 2


@numba.njit(cache=True)
def gather(data: Any, begins: Any, ends: Any, offsets: Any, out: Any) -> None:
    """Copy pieces of ``data`` one behind the other into ``out``; ``offsets`` says where."""
    to = 0
    for i in range(len(begins)):
        for j in range(begins[i], ends[i]):
            out[to] = data[j]
            to += 1
        offsets[i + 1] = to
