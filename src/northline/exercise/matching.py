"""Pairs of two lists, each member at most once: as many as can be, then the nearest ones.

Minimum-cost maximum matching by successive shortest augmenting paths (Bellman-Ford on the
residual graph; Ahuja, Magnanti and Orlin, *Network Flows*, 1993, 12.4).  Lists here have
hundreds of members with few partners each, so the plain form is quick enough.
"""

import math
from collections.abc import Mapping


def pair(costs: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Pair left with right members.

    Args:
        costs: (left, right) -> cost of the pair, not negative; pairs left out cannot be.

    Returns:
        left -> right, of greatest size and, among those, of least total cost.
    """
    partners: dict[int, list[int]] = {}
    for left, right in sorted(costs):
        partners.setdefault(left, []).append(right)
    chosen: dict[int, int] = {}
    taken: dict[int, int] = {}
    while path := _augmenting(partners, costs, chosen, taken):
        for left, right in path:
            chosen[left] = right
            taken[right] = left
    return chosen


def _augmenting(
    partners: Mapping[int, list[int]],
    costs: Mapping[tuple[int, int], float],
    chosen: Mapping[int, int],
    taken: Mapping[int, int],
) -> list[tuple[int, int]]:
    """The cheapest change that makes one pair more, as pairs to set, or nothing."""
    reach = {left: 0.0 for left in partners if left not in chosen}
    came: dict[int, int] = {}  # right -> the left it is reached from
    at: dict[int, float] = {}  # right -> cost of reaching it
    changed = True
    while changed:
        changed = False
        for left in sorted(reach):
            for right in partners[left]:
                if chosen.get(left) == right:
                    continue
                cost = reach[left] + costs[left, right]
                if cost < at.get(right, math.inf) - 1e-9:
                    at[right], came[right], changed = cost, left, True
                    holder = taken.get(right)
                    if holder is not None:
                        reach[holder] = cost - costs[holder, right]
    free = [right for right in at if right not in taken]
    if not free:
        return []
    right, path = min(free, key=lambda each: (at[each], each)), []
    while True:
        left = came[right]
        path.append((left, right))
        if left not in chosen:
            return path[::-1]
        right = chosen[left]
