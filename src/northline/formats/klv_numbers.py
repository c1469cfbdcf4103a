r"""How MISB sets write numbers: mapped onto integers.

A *mapped* item (ST 0601, 6.2) of n bytes stands for a range evenly; of a signed one the least
integer says *out of range* or *not known*:

.. math:: x = a + \frac{(b - a)\,u}{2^{8n} - 1}, \qquad x = \frac{b\,s}{2^{8n-1} - 1}

An *IMAPB* item (ST 1201, 7.2) of any length stands for a range so that zero is exact:

.. math:: x = s_R (y - z) + a, \quad s_R = 2^{\lceil \log_2(b-a) \rceil - (8n - 1)},
          \quad z = a < 0 < b ?\; a / s_R - \lfloor a / s_R \rfloor : 0
"""

import math

import msgspec

from northline.records.errors import RejectedUnit

_ROUNDING = 1e-6
"""Steps by which a double may miss a whole step: zero must come out as zero."""


class Mapped(msgspec.Struct, frozen=True):
    """A number mapped onto an integer of fixed size.

    Attributes:
        size: bytes.
        low: what the least integer stands for; of a signed one ``-high``.
        high: what the greatest stands for.
        signed: whether the integer is signed.
    """

    size: int
    low: float
    high: float
    signed: bool = False

    @property
    def step(self) -> float:
        """What one step of the integer stands for."""
        if self.signed:
            return self.high / ((1 << 8 * self.size - 1) - 1)
        return (self.high - self.low) / ((1 << 8 * self.size) - 1)

    def read(self, value: bytes) -> float | None:
        """What an item says; None where it says that it is not known.

        Raises:
            RejectedUnit: for another size.
        """
        if not value:
            return None  # ST 0107: an item of no length says that it is not known any more
        if len(value) != self.size:
            raise RejectedUnit(f"an item of {len(value)} bytes that has {self.size}")
        number = int.from_bytes(value, "big", signed=self.signed)
        if not self.signed:
            return self.low + number * self.step
        return None if number == -(1 << 8 * self.size - 1) else number * self.step

    def write(self, number: float) -> bytes:
        """The item that says this number, the range's end for what lies outside."""
        inside = min(max(number, self.low), self.high)
        steps = inside / self.step if self.signed else (inside - self.low) / self.step
        return round(steps).to_bytes(self.size, "big", signed=self.signed)


class Imapb(msgspec.Struct, frozen=True):
    """A number mapped onto an integer of whatever size it comes in (IMAPB)."""

    low: float
    high: float

    def read(self, value: bytes) -> float | None:
        """What an item says; None for infinities, not-a-numbers and reserved values.

        Raises:
            RejectedUnit: for more than 8 bytes.
        """
        if not value:
            return None
        if len(value) > 8:
            raise RejectedUnit(f"an item of {len(value)} bytes that has at most 8")
        number = int.from_bytes(value, "big")
        if number > 1 << 8 * len(value) - 1:
            return None
        scale, zero = self._scale(len(value))
        return (number - zero) * scale + self.low

    def write(self, number: float, size: int) -> bytes:
        """The item of so many bytes that says this number."""
        scale, zero = self._scale(size)
        inside = min(max(number, self.low), self.high)
        steps = (inside - self.low) / scale + zero
        return math.floor(steps + _ROUNDING).to_bytes(size, "big")

    def _scale(self, size: int) -> tuple[float, float]:
        scale = 2.0 ** (math.ceil(math.log2(self.high - self.low)) - (8 * size - 1))
        least = self.low / scale
        return scale, least - math.floor(least) if self.low < 0 < self.high else 0.0
