"""The hot loop of `northline.geo.roads`: who reaches a goal first over a network of roads.

A plain function, compiled by numba when it is first used (`northline.geo.line_kernels.compiled`);
without fastmath, so that replay gives the same bytes.
"""

from typing import Any

import numpy as np


def settle(
    start: Any, to: Any, seconds: Any, goal: Any, goal_seconds: Any,
    exit_at: Any, exit_next: Any, exit_target: Any, exit_seconds: Any, direct: Any,
    wanted: int, limit: float, width: float,
    best: Any, via: Any, touched: Any, count: int, heads: Any,
    pool_time: Any, pool_item: Any, pool_next: Any,
    target_time: Any, target_node: Any, target_done: Any,
) -> int:  # fmt: skip
    r"""Search outwards from the goals until ``wanted`` targets are settled.

    Exact shortest times by buckets of ``width`` seconds (Dial 1969, *Comm. ACM* 12; with roads
    shorter than a bucket, as in delta-stepping, Meyer and Sanders 2003, *J. Algorithms* 49): a
    bucket is emptied until nothing more falls into it, and what is in it is final then, since
    every later time is larger.  The width changes how long it takes and never what comes out.
    A time that lies more than all buckets ahead waits in the last of them and is put on.

    ``start`` int32 (n + 1,), ``to`` int32 and ``seconds`` float64 (a,): from each node those who
    can come to it.  ``goal`` int32 (g,) nodes and ``goal_seconds`` from there on.  ``exit_at``
    int32 (n,) first exit at a node or -1, ``exit_next`` the one after it, ``exit_target`` whose it
    is, ``exit_seconds`` how long that target takes to the node; ``direct`` float64 (t,) how long a
    target takes that needs no node, or infinity.  Nobody beyond ``limit`` seconds is looked for.

    Written: ``best`` float64 (n,) seconds to the goal, infinity where nobody came, and ``via``
    int32 (n,) the node that comes next, -1 at a goal; those of the last search, ``count`` of
    ``touched``, are set back first.  ``target_time``, ``target_node`` (its exit or -1) and
    ``target_done`` (t,).  Returns how many nodes were touched; that number less 1 and negative
    where the ``pool`` of entries was too small: make it larger and search again.
    """
    n, buckets = len(start) - 1, len(heads)
    mask, inverse = buckets - 1, 1.0 / width
    for i in range(count):
        best[touched[i]] = np.inf
    count, used, free, alive, found = 0, 0, -1, 0, 0
    heads[:] = -1
    target_done[:] = False
    room = len(pool_time)
    for g in range(len(goal) + len(direct)):
        if g < len(goal):
            item, time = goal[g], goal_seconds[g]
            if time >= best[item]:
                continue
            if best[item] == np.inf:
                touched[count] = item
                count += 1
            best[item], via[item] = time, -1
        else:
            item, time = n + g - len(goal), direct[g - len(goal)]
            target_time[item - n], target_node[item - n] = time, -1
            if time == np.inf:
                continue
        if used == room:
            return -1 - count
        place = int(min(time * inverse, float(mask)))
        pool_time[used], pool_item[used], pool_next[used] = time, item, heads[place]
        heads[place] = used
        used += 1
        alive += 1
    now = 0
    while alive > 0 and found < wanted and now * width <= limit:
        slot = now & mask
        later = -1
        entry = heads[slot]
        while entry >= 0:
            heads[slot] = pool_next[entry]
            time, item = pool_time[entry], pool_item[entry]
            if time * inverse >= now + 1.0:  # it is as far ahead as all buckets, or farther
                pool_next[entry] = later
                later = entry
            else:
                pool_next[entry] = free
                free = entry
                alive -= 1
                if item >= n:
                    t = item - n
                    if time == target_time[t] and time <= limit and not target_done[t]:
                        target_done[t] = True
                        found += 1
                elif time <= best[item]:
                    out = exit_at[item]
                    while out >= 0:
                        t = exit_target[out]
                        longer = time + exit_seconds[out]
                        if longer < target_time[t]:
                            target_time[t], target_node[t] = longer, item
                            if free >= 0:
                                k = free
                                free = pool_next[k]
                            elif used < room:
                                k = used
                                used += 1
                            else:
                                return -1 - count
                            place = int(min(longer * inverse, float(now + mask))) & mask
                            pool_time[k], pool_item[k] = longer, n + t
                            pool_next[k] = heads[place]
                            heads[place] = k
                            alive += 1
                        out = exit_next[out]
                    for q in range(start[item], start[item + 1]):
                        node = to[q]
                        longer = time + seconds[q]
                        if longer < best[node]:
                            if best[node] == np.inf:
                                touched[count] = node
                                count += 1
                            best[node], via[node] = longer, item
                            if free >= 0:
                                k = free
                                free = pool_next[k]
                            elif used < room:
                                k = used
                                used += 1
                            else:
                                return -1 - count
                            place = int(min(longer * inverse, float(now + mask))) & mask
                            pool_time[k], pool_item[k] = longer, node
                            pool_next[k] = heads[place]
                            heads[place] = k
                            alive += 1
            entry = heads[slot]
        while later >= 0:
            entry = later
            later = pool_next[entry]
            place = int(min(pool_time[entry] * inverse, float(now + buckets))) & mask
            pool_next[entry] = heads[place]
            heads[place] = entry
        now += 1
    return count
