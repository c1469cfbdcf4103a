"""What libasterix says of ASTERIX: the judge of our own reading.

It takes more than a second to load and says its types in six megabytes, so it is imported by
name, where it is needed.
"""

import importlib
from functools import cache
from typing import Any

from hypothesis import strategies as st


@cache
def library() -> tuple[Any, Any]:
    return importlib.import_module("asterix.base"), importlib.import_module("asterix.generated")


def editions(category: int) -> list[Any]:
    return list(library()[1].manifest["CATS"][category])


def edition(category: int, number: tuple[int, int]) -> Any:
    return next(each for each in editions(category) if each.cv_edition == number)


def profile_of(spec: Any) -> list[str | None]:
    """The profile of an edition, in the notation of `northline.formats.asterix_items`."""
    items: list[str | None] = []
    for each in spec.cv_uap.cv_record.cv_items_list:
        if hasattr(each, "cv_non_spare"):
            item = each.cv_non_spare
            items.append(f"{item.cv_name}:{_length(_variation(item))}")
        else:
            items.append(None)
    return items


def _variation(item: Any) -> Any:
    rule = item.cv_rule
    return rule.cv_variation if hasattr(rule, "cv_variation") else rule.cv_default_variation


def _length(variation: Any) -> str:
    base = library()[0]
    if issubclass(variation, base.Element | base.Group):
        return str(variation.cv_bit_size // 8)
    if issubclass(variation, base.Extended):
        return "+"
    if issubclass(variation, base.Repetitive):
        if variation.cv_rep_bytes is None:
            size = (variation.cv_variation.cv_bit_size + 1) // 8
            return "+" if size == 1 else f"+{size}"
        return "*" + _length(variation.cv_variation)
    if issubclass(variation, base.Explicit):
        return "&"
    parts = variation.cv_items_list
    named = ("-" if p is None else f"{p.cv_name}:{_length(_variation(p))}" for p in parts)
    return f"({' '.join(named)})"


@st.composite
def records(draw: st.DrawFn, spec: Any, least: tuple[str, ...] = ()) -> bytes:
    """A record of an edition with any items and any content."""
    listed = spec.cv_uap.cv_record.cv_items_list
    places = [place for place, each in enumerate(listed) if hasattr(each, "cv_non_spare")]
    named = {listed[place].cv_non_spare.cv_name: place for place in places}
    chosen = draw(st.sets(st.sampled_from(places), max_size=8)) | {named[each] for each in least}
    body = b"".join(
        draw(_content(_variation(listed[place].cv_non_spare))) for place in sorted(chosen)
    )
    return _specified(sorted(chosen)) + body


def _specified(chosen: list[int]) -> bytes:
    last = chosen[-1] // 7 if chosen else 0
    out = [sum(0x80 >> place % 7 for place in chosen if place // 7 == n) for n in range(last + 1)]
    return bytes(byte | (number < last) for number, byte in enumerate(out))


def _fixed(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


@st.composite
def _content(draw: st.DrawFn, variation: Any) -> bytes:
    base = library()[0]
    how = _length(variation)
    if issubclass(variation, base.Compound):
        parts = [place for place, each in enumerate(variation.cv_items_list) if each is not None]
        chosen = sorted(draw(st.sets(st.sampled_from(parts), max_size=4)))
        inside = (_content(_variation(variation.cv_items_list[place])) for place in chosen)
        return _specified(chosen) + b"".join(draw(each) for each in inside)
    if how == "&":
        body = draw(st.binary(max_size=4))
        return bytes([len(body) + 1]) + body
    if how.startswith("*"):
        count = draw(st.integers(0, 3))
        return bytes([count]) + draw(_fixed(count * int(how[1:])))
    if how.startswith("+"):
        size = int(how[1:] or "1")
        most = len(variation.cv_items_list) if issubclass(variation, base.Extended) else 3
        count = draw(st.integers(1, most))
        made = bytearray(draw(_fixed(count * size)))
        for number in range(count):
            place = number * size + size - 1
            made[place] = made[place] & 0xFE | (number < count - 1)
        return bytes(made)
    return draw(_fixed(int(how)))


def parses(spec: Any, body: bytes) -> bool:
    """Whether libasterix finds records that fill the body of a block."""
    base = library()[0]
    return not isinstance(spec.cv_uap.parse(base.Bits.from_bytes(body)), ValueError)


def parsed(spec: Any, body: bytes) -> list[Any]:
    """The records that libasterix finds in the body of a block."""
    base = library()[0]
    found = spec.cv_uap.parse(base.Bits.from_bytes(body))
    if isinstance(found, ValueError):
        raise found
    return list(found)


def raw_items(record: Any) -> dict[str, bytes]:
    """The items of a record by number, byte for byte."""
    return {name: item.unparse().to_bytes() for name, item in record.items_regular.items()}


def value(record: Any, *path: str, unit: str | None = None) -> Any:
    """The value at a path such as ``"040", "RHO"``: a quantity, or a number; None if missing."""
    found = record.get_item(path[0])
    for name in path[1:]:
        found = None if found is None else found.variation.get_item(name)
    if found is None:
        return None
    variation = found.variation
    return variation.as_uint() if unit is None else variation.content.as_quantity(unit)
