r"""The alignment of two names, compiled, and the search for the best names of a list.

Pairs of units that are alike are taken greedily, the one of most s^3 (w + w') first, each token once.  From what is taken come the features of `calibration`, x, and the log odds

.. math:: r = \beta_0 + \sum_k \beta_k x_k

Of **every** name an upper bound of r is reckoned first: each token is granted the best of its row of the
alignment, whether or not another takes it too.  Every feature rises with what is granted or falls with what
is left over, and every coefficient has the sign of that (`calibration` refuses others), so r is never above
the bound.  The alignment is then made in order of the bound until no name left can reach the least of the
best ``limit`` entities.  The answer is that of aligning every name; only effort is saved.

Importing this module imports numba, so it is imported when an index is made.
"""

from typing import Any

import numpy as np

from northline.engines.screening.alike_kernel import compiled
from northline.engines.screening.calibration import FEATURES
from northline.engines.screening.tokens import MOST_TOKENS

COUNT = len(FEATURES)
PAIRS = 2_048
"""Room for pairs of units alike: at most 45 units on either side."""
JOINED = 0.98
"""Factor of a pair in which one side is written together."""
TELLING = 12.0
"""Nats beyond which more that agrees tells no more."""
SLACK = 1e-9
"""Log odds by which a bound may err in its last digits."""
NEARLY = 0.8
"""Share of a name beyond which what is found counts more."""
EXACT = 0.999
"""Likeness beyond which two tokens are the same letter for letter."""


@compiled
def features(got: Any, wq: Any, nq: int, gn: Any, wn: Any, nn: int, order: float, x: Any) -> None:
    """The features of what each token was granted, in the order of `calibration.FEATURES`.

    The weighted share of the name found; what the share asked, and that of the name, exceed `NEARLY`;
    the share asked found letter for letter; nats that agree; nats that neither side has of the other's;
    neighbours in order; tokens by which the name is longer; the lesser share; one word asked of several.

    Args:
        got: float64 (nq,), how alike each token asked was found, 0 to 1; ``gn`` the same of the name's.
        wq: weight of each token asked; ``wn`` of the name's.
        nq: tokens asked; ``nn`` of the name.
        order: share of neighbours found in the order asked.
        x: float64 (COUNT,), written.
    """
    aq, an, tq, tn, exact, told = 0.0, 0.0, 1e-9, 1e-9, 0.0, 0.0
    for i in range(nq):
        tq += wq[i]
        aq += wq[i] * got[i]
        if got[i] > EXACT:
            exact += wq[i]
    for j in range(nn):
        tn += wn[j]
        an += wn[j] * gn[j]
        told += wn[j] * gn[j] ** 3
    cq, cn = aq / tq, an / tn
    x[0] = cn
    x[1] = max(0.0, cq - NEARLY)
    x[2] = max(0.0, cn - NEARLY)
    x[3] = exact / tq
    x[4] = min(told, TELLING) / TELLING
    x[5] = max(0.0, min(tq - aq, tn - an)) / TELLING
    x[6] = order
    x[7] = max(0, nn - nq) / MOST_TOKENS
    x[8] = min(cq, cn)
    x[9] = 1.0 if nq == 1 and nn > 1 else 0.0


@compiled
def granted(
    alike: Any, touched: Any, masks: Any, units: int, ids: Any, covers: Any, n: int,
    got: Any, gn: Any,
) -> None:  # fmt: skip
    """The best of its row for every token, free of the others: what a bound rests on."""
    got[:] = 0.0
    gn[:] = 0.0
    for k in range(n):
        if not touched[ids[k]]:
            continue
        for u in range(units):
            s = alike[u, ids[k]]
            if s <= 0.0:
                continue
            for i in range(MOST_TOKENS):
                if masks[u] >> i & 1 and s > got[i]:
                    got[i] = s
                if covers[k] >> i & 1 and s > gn[i]:
                    gn[i] = s


@compiled
def aligned(
    alike: Any, masks: Any, units: int, wu: Any, ids: Any, covers: Any, wk: Any, n: int,
    got: Any, gn: Any, to: Any, scratch: Any,
) -> float:  # fmt: skip
    """The alignment itself; the share of neighbours that stand in the order asked.

    Args:
        alike: float32 (units, v), how alike each unit asked is to each token of the list.
        masks: tokens that each unit asked covers, bits; ``covers`` the same of the name's units.
        units: units asked; ``wu`` the weight of each.
        ids: token of the list of each of the name's units; ``wk`` the weight of each; ``n`` of them.
        got: written: how alike each token asked was found; ``gn``: the same of the name's.
        to: int64 (MOST_TOKENS,), written: unit of the name taken by each token asked, or -1.
        scratch: float64 (PAIRS, 4).
    """
    got[:] = 0.0
    gn[:] = 0.0
    to[:] = -1
    count = 0
    for u in range(units):
        for k in range(n):
            s = alike[u, ids[k]]
            if s > 0.0:
                single = (masks[u] & (masks[u] - 1)) == 0 and (covers[k] & (covers[k] - 1)) == 0
                scratch[count, 0] = s if single else s * JOINED
                scratch[count, 1] = wu[u] + wk[k]
                scratch[count, 2], scratch[count, 3] = u, k
                count += 1
    taken_q, taken_n = 0, 0
    for _ in range(count):
        best, most = -1, 0.0
        for p in range(count):
            u, k = int(scratch[p, 2]), int(scratch[p, 3])
            if scratch[p, 0] <= 0.0 or masks[u] & taken_q or covers[k] & taken_n:
                continue
            gain = scratch[p, 0] ** 3 * scratch[p, 1]
            if gain > most:
                best, most = p, gain
        if best < 0:
            break
        u, k = int(scratch[best, 2]), int(scratch[best, 3])
        taken_q |= masks[u]
        taken_n |= covers[k]
        for i in range(MOST_TOKENS):
            if masks[u] >> i & 1:
                got[i], to[i] = scratch[best, 0], k
            if covers[k] >> i & 1:
                gn[i] = scratch[best, 0]
    steps, kept, last = 0, 0, -1
    for i in range(MOST_TOKENS):
        if to[i] >= 0:
            if last >= 0:
                steps += 1
                kept += 1 if covers[to[i]] >= covers[last] else 0
            last = to[i]
    return kept / steps if steps else 1.0


@compiled
def log_odds(x: Any, beta: Any) -> float:
    """R of the features; ``beta`` is float64 (COUNT + 1,), the constant first."""
    r = beta[0]
    for k in range(COUNT):
        r += beta[k + 1] * x[k]
    return float(r)


@compiled
def _before(rank: float, owner: int, other: float, holder: int) -> bool:
    """Whether an entity comes before another: the higher rank, then the lower number."""
    return rank > other or (rank == other and owner < holder)


@compiled
def search(
    alike: Any, touched: Any, masks: Any, units: int, wu: Any, wq: Any, nq: int,
    unit_at: Any, ids: Any, covers: Any, wk: Any, sizes: Any, owner: Any, extra: Any,
    beta: Any, limit: int, forms: Any, ranks: Any,
) -> tuple[int, int]:  # fmt: skip
    """The best ``limit`` entities; how many, and how many names were aligned in full.

    Args:
        touched: uint8 (v,), 1 for tokens of the list that anything asked is alike to.
        unit_at: int64 (f + 1,), where the units of each form begin; ``sizes`` (f,) its tokens.
        owner: int32 (f,), the entity of each form; ``extra`` float64 (entities,), log odds from documents.
        forms: int64 (limit,), written: the best form of each; ``ranks``: its log odds.
        The rest as in `aligned`.
    """
    total = len(sizes)
    got, gn, x = np.zeros(MOST_TOKENS), np.zeros(MOST_TOKENS), np.zeros(COUNT)
    to, scratch = np.zeros(MOST_TOKENS, np.int64), np.zeros((PAIRS, 4))
    bounds, which, count, done = np.empty(total), np.empty(total, np.int64), 0, 0
    for f in range(total):
        a, b = unit_at[f], unit_at[f + 1]
        some = False
        for k in range(a, b):
            if touched[ids[k]]:
                some = True
                break
        if not some and extra[owner[f]] <= 0.0:
            continue
        granted(alike, touched, masks, units, ids[a:b], covers[a:b], b - a, got, gn)
        features(got, wq, nq, gn, wk[a:b], sizes[f], 1.0, x)
        bounds[count], which[count] = -(log_odds(x, beta) + extra[owner[f]]), f
        count += 1
    order = np.argsort(bounds[:count], kind="mergesort")
    held = 0
    for o in order:
        f = which[o]
        if held == limit and -bounds[o] < ranks[limit - 1] - SLACK:
            break
        a, b = unit_at[f], unit_at[f + 1]
        kept = aligned(
            alike, masks, units, wu, ids[a:b], covers[a:b], wk[a:b], b - a, got, gn, to, scratch
        )
        features(got, wq, nq, gn, wk[a:b], sizes[f], kept, x)
        r = log_odds(x, beta) + extra[owner[f]]
        done += 1
        place = held
        for p in range(held):
            if owner[forms[p]] == owner[f]:
                place = -1 if ranks[p] >= r else p
                break
        if place < 0:
            continue
        if place == held and held == limit:
            place = limit - 1
            if not _before(r, owner[f], ranks[place], owner[forms[place]]):
                continue
        elif place == held:
            held += 1
        while place > 0 and _before(r, owner[f], ranks[place - 1], owner[forms[place - 1]]):
            ranks[place], forms[place] = ranks[place - 1], forms[place - 1]
            place -= 1
        ranks[place], forms[place] = r, f
    return held, done
