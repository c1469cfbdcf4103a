r"""How far off a position may be, from what an aircraft states of its accuracy.

Two statements bound the horizontal error with 95 % probability (RTCA DO-260B):

* the navigation accuracy category for position, NACp, of an operational status message (type
  31): the estimated position uncertainty EPU (2.2.3.2.7.2.7, table 2-71);
* the type code of the position message: the 95 % bound of DO-260, table 2-11 (NUCp), which for
  newer versions is about half the containment radius of the navigation integrity category.

The first is taken where it is known.  With circular normal errors of :math:`\sigma` an axis,

.. math:: P(r \le R) = 1 - e^{-R^2 / 2 \sigma^2}, \qquad
          \sigma = R_{95} / \sqrt{-2 \ln 0.05} = R_{95} / 2.4477

to which the rounding of the report itself (5.1 m a step in the air: 1.5 m) is added in
quadrature, and, where the time is stated in whole seconds, half a second's way at the speed
known.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType

IN_NINETY_FIVE = math.sqrt(-2.0 * math.log(0.05))
"""Radius that holds 95 % of circular normal errors, in sigmas of one axis."""

EPU: Mapping[int, float] = MappingProxyType(
    {
        1: 18_520.0,
        2: 7_408.0,
        3: 3_704.0,
        4: 1_852.0,
        5: 926.0,
        6: 555.6,
        7: 185.2,
        8: 92.6,
        9: 30.0,
        10: 10.0,
        11: 3.0,
    }
)
"""Bound of 95 % by NACp, metres; 0 states that it is not known."""

BY_TYPE: Mapping[int, float] = MappingProxyType(
    {
        5: 3.0,
        6: 10.0,
        7: 92.6,
        9: 3.0,
        10: 10.0,
        11: 92.6,
        12: 185.2,
        13: 463.0,
        14: 926.0,
        15: 1_852.0,
        16: 9_260.0,
        17: 18_520.0,
        20: 3.0,
        21: 10.0,
    }
)
"""Bound of 95 % by type code, metres; types 8, 18 and 22 state that it is not known."""

_STEP = 1.5
_HALF_SECOND = 0.5 * 1852.0 / 3600.0


def sigma_of(
    type_code: int, category: int | None, *, speed: float | None, whole: bool
) -> float | None:
    """The 1-sigma error of a position along each axis, metres, or None where none is stated.

    Args:
        type_code: type of the position message.
        category: NACp of the aircraft, or None where it is not known.
        speed: knots, or None.
        whole: whether the time of the position is stated in whole seconds only.
    """
    bound = BY_TYPE.get(type_code) if category is None else EPU.get(category)
    if bound is None:
        return None
    late = _HALF_SECOND * speed if whole and speed is not None else 0.0
    return round(math.hypot(bound / IN_NINETY_FIVE, _STEP, late), 1)
