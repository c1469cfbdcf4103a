"""The two hot loops of `northline.geo.line`: nearest point of the line, and meetings with it.

Each is one plain function, run as it stands on a few positions (numba takes a second to
import) and compiled by numba on many: the same operations in the same order, hence the same
bits (test_line_paths).  numba is imported when first needed, never with this module.

Both walk one box tree.  Edges lie in the order of the line, so a run of `LEAF` edges is
compact and a balanced binary tree over the runs needs no building: node 1 is the root,
``2 k`` and ``2 k + 1`` are the children of ``k``, the leaves start at ``len(west) // 2``.

Arrays shared by both, v vertices: ``vx vy`` degrees; ``link`` 1 where an edge leaves vertex
``i`` to ``i + 1``, else 0; ``km``; ``west south east north`` the boxes of the nodes, degrees.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

LEAF = 8
"""Edges in a leaf of the box tree."""

SEMI_MAJOR_M = 6378137.0
ECCENTRICITY_2 = 6.69437999014e-3
RADIAN = math.pi / 180.0
DEPTH = 64

UNCLEAR = 2
"""What `nearest` writes as side off an end of the line, where no boundary says who is where."""


def nearest(
    lon: Any, lat: Any, limit: float, vx: Any, vy: Any, link: Any, km: Any,
    west: Any, south: Any, east: Any, north: Any,
    end: Any, out_east: Any, out_north: Any, narrow: Any,
    side: Any, metres: Any, along: Any, edge: Any, foot_lon: Any, foot_lat: Any,
) -> None:  # fmt: skip
    r"""Find the nearest point of the line for each position; rows beyond ``limit`` m stay.

    Plane at the position :math:`(\lambda, \varphi)`, with the radii of curvature N and M of
    WGS 84 there and the cosine taken at the mid-latitude to first order:

    .. math:: x = N \cos\varphi\,\Delta\lambda\,(1 - \tfrac12 \tan\varphi\,\Delta\varphi),
              \qquad y = M\,\Delta\varphi

    (Gauss's mid-latitude method; error below 1.5e-4 of the distance within 100 km and 5e-4
    within 200 km, up to 70 degrees north.)  The side is the sign of the cross product with
    the nearest edge, and at a vertex with the sum of the unit vectors of its two edges
    (Baerentzen and Aanaes 2005, the two-dimensional case).  Off an end of the line it is the
    side of the continuation seawards, and `UNCLEAR` within an angle of that.

    ``end`` are the vertices that end the line (k,); ``out_east out_north`` the unit vectors
    of the continuations; ``narrow`` the cosines of those angles.

    Writes, for (n,) positions: ``side`` 1 Canada (right of the line), -1 United States, 0 on
    the line, `UNCLEAR`; ``metres`` unsigned; ``along`` km; ``edge`` index; ``foot_lon foot_lat`` degrees.
    """
    leaves = len(west) // 2
    last = len(vx) - 1
    stack = [0] * DEPTH
    bounds = [0.0] * DEPTH
    for i in range(len(lon)):
        p_lon, p_lat = lon[i], lat[i]
        if not (-180.0 <= p_lon <= 180.0 and 0.0 < p_lat < 85.0):
            continue
        sine, cosine = math.sin(p_lat * RADIAN), math.cos(p_lat * RADIAN)
        w = 1.0 - ECCENTRICITY_2 * sine * sine
        north_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w * math.sqrt(w)) * RADIAN
        east_m = SEMI_MAJOR_M / math.sqrt(w) * cosine * RADIAN
        bend = 0.5 * sine / cosine * RADIAN
        best = limit * limit
        found, share = -1, 0.0
        depth = 1
        stack[0], bounds[0] = 1, 0.0
        while depth > 0:
            depth -= 1
            node = stack[depth]
            if bounds[depth] >= best:
                continue
            if node < leaves:
                child, first, first_bound = 2 * node, -1, 0.0
                for k in range(child, child + 2):
                    dx = max(west[k] - p_lon, p_lon - east[k], 0.0)
                    dy = max(south[k] - p_lat, p_lat - north[k], 0.0)
                    shrink = max(1.0 - bend * (north[k] - p_lat), 0.0)
                    x, y = dx * east_m * shrink, dy * north_m
                    bound = x * x + y * y
                    if first < 0:
                        first, first_bound = k, bound
                    elif bound < first_bound:  # the nearer child comes off the stack first
                        stack[depth], bounds[depth] = first, first_bound
                        stack[depth + 1], bounds[depth + 1] = k, bound
                    else:
                        stack[depth], bounds[depth] = k, bound
                        stack[depth + 1], bounds[depth + 1] = first, first_bound
                depth += 2
                continue
            begin = (node - leaves) * LEAF
            for j in range(begin, min(begin + LEAF, last)):
                if link[j] == 0:
                    continue
                y0, y1 = vy[j] - p_lat, vy[j + 1] - p_lat
                x0 = (vx[j] - p_lon) * east_m * (1.0 - bend * y0)
                x1 = (vx[j + 1] - p_lon) * east_m * (1.0 - bend * y1)
                y0, y1 = y0 * north_m, y1 * north_m
                dx, dy = x1 - x0, y1 - y0
                t = -(x0 * dx + y0 * dy) / (dx * dx + dy * dy)
                t = min(max(t, 0.0), 1.0)
                x, y = x0 + t * dx, y0 + t * dy
                square = x * x + y * y
                if square < best:
                    best, found, share = square, j, t
        if found < 0:
            continue
        edge[i] = found
        metres[i] = math.sqrt(best)
        along[i] = km[found] + share * (km[found + 1] - km[found])
        foot_lon[i] = vx[found] + share * (vx[found + 1] - vx[found])
        foot_lat[i] = vy[found] + share * (vy[found + 1] - vy[found])
        # The tangent at the foot: of the edge, or of both edges that meet in the vertex.
        lower = found - 1 if share == 0.0 else found
        upper = found + 1 if share == 1.0 else found
        tx, ty, met = 0.0, 0.0, 0
        for j in range(max(lower, 0), min(upper, last - 1) + 1):
            if link[j] == 0:
                continue
            y0, y1 = vy[j] - p_lat, vy[j + 1] - p_lat
            dx = (vx[j + 1] - p_lon) * east_m * (1.0 - bend * y1)
            dx -= (vx[j] - p_lon) * east_m * (1.0 - bend * y0)
            dy = (vy[j + 1] - vy[j]) * north_m
            norm = math.sqrt(dx * dx + dy * dy)
            tx, ty, met = tx + dx / norm, ty + dy / norm, met + 1
        # From the foot to the position, in the plane at the position.
        dy = p_lat - foot_lat[i]
        dx = (p_lon - foot_lon[i]) * east_m * (1.0 + bend * dy)
        dy *= north_m
        if met == 1 and lower != upper:
            vertex = found if share == 0.0 else found + 1
            for k in range(len(end)):
                if end[k] == vertex:
                    if out_east[k] * dx + out_north[k] * dy > narrow[k] * metres[i]:
                        side[i] = UNCLEAR
                    forward = 1.0 if share == 1.0 else -1.0
                    tx, ty = forward * out_east[k], forward * out_north[k]
        if side[i] == UNCLEAR:
            continue
        cross = tx * dy - ty * dx
        if cross < 0.0:
            side[i] = 1
        elif cross > 0.0:
            side[i] = -1


def meetings(
    lon0: Any, lat0: Any, lon1: Any, lat1: Any, vx: Any, vy: Any, link: Any, km: Any,
    west: Any, south: Any, east: Any, north: Any,
    leg: Any, fraction: Any, along: Any, edge: Any, to: Any,
) -> int:  # fmt: skip
    """Find where the legs (n,) meet the line; return how many meetings there are.

    A leg is straight on longitude and latitude, as the edges are.  Each leg's end and each
    vertex falls on one side or the other, never on the line (half-open rule), so that a leg
    through a vertex meets the line once, and one end shared by two legs is judged alike.

    Writes as many rows as the outputs hold, in no order: ``leg``; ``fraction`` of the leg in
    [0, 1]; ``along`` km; ``edge``; ``to`` 1 into Canada, -1 into the United States.
    """
    leaves = len(west) // 2
    last = len(vx) - 1
    room = len(leg)
    count = 0
    stack = [0] * DEPTH
    for i in range(len(lon0)):
        px, py, qx, qy = lon0[i], lat0[i], lon1[i], lat1[i]
        if not (abs(qx - px) <= 180.0 and abs(qy - py) <= 180.0):
            continue  # not a number, or over the date line, far from here
        low_x, high_x = min(px, qx), max(px, qx)
        low_y, high_y = min(py, qy), max(py, qy)
        depth = 1
        stack[0] = 1
        while depth > 0:
            depth -= 1
            node = stack[depth]
            if west[node] > high_x or east[node] < low_x:
                continue
            if south[node] > high_y or north[node] < low_y:
                continue
            if node < leaves:
                stack[depth], stack[depth + 1] = 2 * node, 2 * node + 1
                depth += 2
                continue
            begin = (node - leaves) * LEAF
            for j in range(begin, min(begin + LEAF, last)):
                if link[j] == 0:
                    continue
                ax, ay, bx, by = vx[j], vy[j], vx[j + 1], vy[j + 1]
                p = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
                q = (bx - ax) * (qy - ay) - (by - ay) * (qx - ax)
                if (p > 0.0) == (q > 0.0):
                    continue
                a = (qx - px) * (ay - py) - (qy - py) * (ax - px)
                b = (qx - px) * (by - py) - (qy - py) * (bx - px)
                if (a > 0.0) == (b > 0.0):
                    continue
                if count < room:
                    leg[count] = i
                    fraction[count] = p / (p - q)
                    along[count] = km[j] + a / (a - b) * (km[j + 1] - km[j])
                    edge[count] = j
                    to[count] = 1 if p > 0.0 else -1
                count += 1
    return count


@cache
def compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel with numba; its machine code is kept in numba's cache folder."""
    import numba

    compile_it: Callable[[Callable[..., Any]], Callable[..., Any]] = numba.njit(
        cache=True, nogil=True
    )
    return compile_it(kernel)
