"""The compiled loops of `northline.formats.cot_scan`.  Import them only where they are used.

All take ``data``, the bytes as they came; ``end`` is where they end.  Places are indexes into it.
"""

# ruff: noqa: PLR1714, SIM110  numba would build a set, or run a generator, each time

from typing import Any

import numba
import numpy as np

from northline.formats.cot_bytes_kernel import (
    blank,
    character_end,
    instant,
    is_number,
    name_end,
    reference_end,
)

DEEPEST = 24
"""Elements within one another in a plain event."""

MOST_ATTRIBUTES = 24
"""Attributes of one element in a plain event."""


@numba.njit(cache=True)
def _same(data: Any, at: Any, length: Any, other: Any, other_length: Any) -> bool:
    if length != other_length:
        return False
    for i in range(length):
        if data[at + i] != data[other + i]:
            return False
    return True


@numba.njit(cache=True)
def _is(data: Any, at: Any, length: Any, words: Any, word: Any) -> bool:
    """Whether these bytes are this word of the table."""
    start = words[1][word]
    if length != words[1][word + 1] - start:
        return False
    for i in range(length):
        if data[at + i] != words[0][start + i]:
            return False
    return True


@numba.njit(cache=True)
def _event_end(
    data: Any,
    at: Any,
    end: Any,
    words: Any,
    wanted: Any,
    where: Any,
    names: Any,
    attributes: Any,
) -> Any:
    """Read one event; where it ends, or -1 where it is not plain or not complete.

    ``where`` is filled with where its fields begin and end.
    """
    depth = 0
    inner = 0  # inside the first detail: 1; inside a child of it that is wanted: its word + 2
    seen = 0  # bit per element met: the first of each name counts
    text_at = -1  # where the text of remarks begins
    while at < end:
        c = data[at]
        if c != 60:  # text
            start = at
            simple = True
            while at < end and data[at] != 60:
                c = data[at]
                if c == 38:
                    at = reference_end(data, at, end)
                    if at < 0:
                        return -1
                    simple = False
                    continue
                if c >= 128:
                    at = character_end(data, at, end)
                    if at < 0:
                        return -1
                    continue
                if c == 93 or (c < 32 and not blank(c)):
                    return -1
                if c == 13:
                    simple = False
                at += 1
            if depth == 0 or at >= end:
                return -1
            if inner == 2 + 7 and depth == 3:
                if text_at >= 0 or not simple:
                    return -1
                text_at = start
                stop = at
                while start < stop and blank(data[start]):
                    start += 1
                while start < stop and blank(data[stop - 1]):
                    stop -= 1
                where[16, 0] = start
                where[16, 1] = stop
            continue
        if at + 1 >= end:
            return -1
        if data[at + 1] == 47:  # an end tag
            name = at + 2
            stop = name_end(data, name, end)
            depth -= 1
            if depth < 0 or not _same(data, name, stop - name, names[depth, 0], names[depth, 1]):
                return -1
            if stop >= end or data[stop] != 62:
                return -1
            at = stop + 1
            if depth == 2:
                inner = 1 if inner else 0
            elif depth <= 1:
                inner = 0
            if depth == 0:
                return at
            continue
        # A start tag.
        name = at + 1
        stop = name_end(data, name, end)
        if stop == name or depth >= DEEPEST or stop >= end:
            return -1
        length = stop - name
        names[depth, 0] = name
        names[depth, 1] = length
        if inner == 2 + 7:  # an element inside remarks
            return -1
        element = -1
        if depth == 0:
            element = 0
            if not _is(data, name, length, words, 0):
                return -1
        elif _is(data, name, length, words, 0):  # an event in an event
            return -1
        elif depth == 1:
            if _is(data, name, length, words, 1) and not seen & 2:
                element = 1
            elif _is(data, name, length, words, 2) and not seen & 4:
                element = 2
                inner = 1
        elif depth == 2 and inner == 1:
            for word in range(3, 8):
                if _is(data, name, length, words, word):
                    if not seen & (1 << word):
                        element = word
                        inner = word + 2
                    break
        if element >= 0:
            seen |= 1 << element
        count = 0
        while True:
            blanks = 0
            while stop < end and blank(data[stop]):
                stop += 1
                blanks += 1
            if stop >= end:
                return -1
            c = data[stop]
            if c == 62 or c == 47:
                break
            if not blanks or count == MOST_ATTRIBUTES:
                return -1
            name = stop
            stop = name_end(data, name, end)
            length = stop - name
            if not length or stop + 1 >= end or data[stop] != 61:
                return -1
            if length == 5 and _is(data, name, length, words, 8):  # xmlns
                return -1
            for i in range(count):
                if _same(data, name, length, attributes[i, 0], attributes[i, 1]):
                    return -1
            attributes[count, 0] = name
            attributes[count, 1] = length
            count += 1
            quote = data[stop + 1]
            if quote != 34 and quote != 39:
                return -1
            value = stop + 2
            stop = value
            simple = True
            while stop < end and data[stop] != quote:
                c = data[stop]
                if c == 60:
                    return -1
                if c == 38:
                    stop = reference_end(data, stop, end)
                    if stop < 0:
                        return -1
                    simple = False
                    continue
                if c >= 128:
                    stop = character_end(data, stop, end)
                    if stop < 0:
                        return -1
                    continue
                if c < 32:
                    if not blank(c):
                        return -1
                    simple = False
                stop += 1
            if stop >= end:
                return -1
            if element >= 0:
                for field in range(len(wanted)):
                    if wanted[field, 0] == element and _is(
                        data, name, length, words, wanted[field, 1]
                    ):
                        if not simple:
                            return -1
                        where[field, 0] = value
                        where[field, 1] = stop
                        break
            stop += 1
        if data[stop] == 47:
            if stop + 1 >= end or data[stop + 1] != 62:
                return -1
            at = stop + 2
            if depth == 0:
                return at
            if depth == 2 and inner:
                inner = 1
            elif depth == 1:
                inner = 0
            continue
        depth += 1
        at = stop + 1
    return -1


@numba.njit(cache=True)
def scan(
    data: Any,
    at: Any,
    declared: Any,
    longest: Any,
    words: Any,
    wanted: Any,
    bounds: Any,
    where: Any,
    instants: Any,
) -> tuple[int, int]:
    """Read plain events from ``at`` on, up to the first that is not; how many, and up to where.

    Each may be declared by just the bytes ``declared``.  Filled per event: ``bounds`` with where
    unit and event begin and where both end; ``where`` with where its fields begin and end;
    ``instants`` with its times.
    """
    names = np.zeros((DEEPEST, 2), np.int64)
    attributes = np.zeros((MOST_ATTRIBUTES, 2), np.int64)
    end = len(data)
    count = 0
    while count < len(bounds):
        unit = at
        while unit < end and blank(data[unit]):
            unit += 1
        event = unit
        if len(declared) and unit + len(declared) < end:
            alike = True
            for i in range(len(declared)):
                if data[unit + i] != declared[i]:
                    alike = False
                    break
            if alike:
                event += len(declared)
        found = where[count]
        stop = _event_end(
            data, event, min(end, event + longest), words, wanted, found, names, attributes
        )
        if stop < 0 or found[0, 0] == found[0, 1] or found[1, 0] == found[1, 1]:
            found[:] = 0
            break
        plain = True
        for field in range(6, 16):
            if found[field, 0] == found[field, 1]:
                plain = plain and field > 7  # without a latitude or longitude
            elif field < 10 or field > 12:
                plain = plain and is_number(data, found[field, 0], found[field, 1])
        for i in range(3):
            instants[count, i] = instant(data, found[3 + i, 0], found[3 + i, 1])
            if instants[count, i] == np.iinfo(np.int64).min:
                plain = plain and found[3 + i, 0] == found[3 + i, 1]
        if not plain:
            found[:] = 0
            break
        bounds[count, 0] = unit
        bounds[count, 1] = event
        bounds[count, 2] = stop
        count += 1
        at = stop
    return count, at
