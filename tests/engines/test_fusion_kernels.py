"""The compiled parts of fusion, each against what it must equal."""

import hashlib
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.fusion import scan_kernel
from northline.engines.fusion.assignment_kernel import FORBIDDEN, assignment, share_out
from northline.engines.fusion.state import OWN, PLACE, REPORT
from northline.engines.fusion.track_kernel import misses
from northline.engines.fusion.wait_kernel import LAG, LEAP, STREAK, admit
from tests.conventions.tree import ROOT

CALLED = (
    "assignment_kernel.py",
    "filter_kernel.py",
    "gate_kernel.py",
    "own_kernel.py",
    "track_kernel.py",
)
FOLDER = ROOT / "src" / "northline" / "engines" / "fusion"
SECOND = 1_000_000


def test_machine_code_is_renewed_when_any_kernel_changes() -> None:
    """numba looks at the text of one file only, so that text names the digest of the others."""
    texts = b"".join((FOLDER / name).read_bytes() for name in (*CALLED, "state.py"))
    digest = hashlib.blake2b(texts, digest_size=8).hexdigest()
    assert digest == scan_kernel.CALLED, f"write CALLED = {digest!r} into scan_kernel.py"


costs = st.integers(1, 4).flatmap(
    lambda n: st.integers(n, 5).flatmap(
        lambda m: st.lists(
            st.lists(st.integers(-50, 50), min_size=m, max_size=m), min_size=n, max_size=n
        )
    )
)


@settings(deadline=None, max_examples=60)
@given(costs)
def test_an_assignment_costs_as_little_as_any(rows: list[list[int]]) -> None:
    cost = np.array(rows, float)
    n, m = cost.shape
    column = assignment(cost)
    assert len(set(column.tolist())) == n
    least = min(
        sum(rows[i][each[i]] for i in range(n)) for each in itertools.permutations(range(m), n)
    )
    assert sum(rows[i][column[i]] for i in range(n)) == least


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(-40, 30)))
def test_components_solved_alone_cost_what_the_whole_would(
    pairs: dict[tuple[int, int], int],
) -> None:
    n = m = 5
    none_at = np.full(n, 9.0)
    taken = np.empty(n, np.int64)
    rows, columns = (np.array([pair[k] for pair in pairs], np.int64) for k in (0, 1))
    share_out(rows, columns, np.array([*pairs.values()], float), none_at, n, m, taken)
    given_to = [k for k in taken.tolist() if k >= 0]
    assert len(set(given_to)) == len(given_to)
    assert all(k < 0 or (r, k) in pairs for r, k in enumerate(taken.tolist()))
    mine = sum(none_at[r] if k < 0 else pairs[r, k] for r, k in enumerate(taken.tolist()))
    whole = np.full((n, m + n), FORBIDDEN)
    for (r, k), cost in pairs.items():
        whole[r, k] = cost
    for r in range(n):
        whole[r, m + r] = none_at[r]
    column = assignment(whole)
    assert mine == sum(whole[r, column[r]] for r in range(n))


def arrived(*told: tuple[int, float], known: int = 0) -> tuple[list[bool], float, list[float]]:
    """Which of these (source, event second) come late; up to where all is done, s; the lags, s."""
    at = np.array([round((100_000 + second) * SECOND) for _, second in told], np.int64)
    source = np.array([each for each, _ in told], np.int64)
    late, lags = np.zeros(len(at), bool), np.zeros(3, LAG)
    _, done, _ = admit(
        at, source, np.arange(len(at)), 0, 0, 0, 2 * SECOND, 60 * SECOND, known, lags, late
    )
    return late.tolist(), done / SECOND - 100_000, (lags["lag"] / SECOND).tolist()


def alone(*seconds: float) -> list[tuple[int, float]]:
    return [(0, second) for second in seconds]


def test_what_is_out_of_order_by_less_than_the_wait_is_in_time() -> None:
    late, done, _ = arrived(*alone(0, 1, 3, 2, 1.5, 5, 3.1, 7))
    assert not any(late)
    assert done == 5


def test_in_the_first_minute_nothing_is_late() -> None:
    told = alone(0, 10, 7.9, 40, 0.5, 59, 20, 61, 30)
    late, done, _ = arrived(*told, known=100_060 * SECOND)
    assert not any(late[:-1])
    assert late[-1]
    assert done == 59


def test_what_comes_later_is_late() -> None:
    assert arrived(*alone(0, 10, 7.9, 8.1))[0] == [False, False, True, False]


def test_a_feed_that_lags_is_waited_for_and_forgotten_when_it_has_gone() -> None:
    lagging = [each for k in range(100) for each in ((0, float(k)), (1, k - 15.0))]
    late, done, lags = arrived(*lagging)
    assert not any(late[80:])
    assert lags[1] == pytest.approx(15.0, abs=1.0)
    assert done == pytest.approx(99.0 - 1.25 * lags[1], abs=1e-5)
    gone = [*lagging, *alone(*np.arange(100.0, 200.0))]
    assert arrived(*gone)[1] == pytest.approx(197.0)


def test_single_stragglers_hold_nobody_up() -> None:
    told = [
        each
        for k in range(300)
        for each in ((0, float(k)), (1, k - (40.0 if k % 50 == 49 else 0.5)))
    ]
    late, done, lags = arrived(*told)
    assert sum(late) == 6
    assert lags[1] < 1.5
    assert done >= 296.5


def test_nothing_is_waited_for_longer_than_the_longest_wait() -> None:
    late, done, _ = arrived(*(each for k in range(100) for each in ((0, float(k)), (1, k - 90.0))))
    assert all(late[3::2])
    assert done == 97.0


def test_a_clock_hours_ahead_does_not_carry_the_rest_along() -> None:
    far = 10 * LEAP / SECOND
    late, done, _ = arrived(*(each for k in range(50) for each in ((0, float(k)), (1, far))))
    assert late == [False, True] * 50
    assert done == 47


def test_after_a_long_silence_it_goes_on() -> None:
    far = 10 * LEAP / SECOND
    late, done, _ = arrived(*alone(0.0, 1.0, *(far + k for k in range(20))))
    assert sum(late) == STREAK - 1
    assert done == far + 17


@pytest.mark.parametrize(
    ("drop", "detection", "looks"), [(8.0, 0.9, 4), (4.0, 0.9, 2), (8.0, 0.5, 12), (8.0, 0.999, 2)]
)
def test_a_track_outlives_more_misses_where_looks_miss_more(
    drop: float, detection: float, looks: int
) -> None:
    assert misses(drop, detection) == looks


def test_plots_of_one_sensor_within_the_window_are_one_scan_and_own_reports_stand_alone() -> None:
    rows = np.zeros(7, REPORT)
    rows["at"] = [0, 100, 150, 200, 260, 300, 900]
    rows["sensor"] = [0, 1, -1, 0, 0, -1, 1]
    rows["form"] = [PLACE, PLACE, OWN, PLACE, PLACE, OWN, PLACE]
    order, begins = scan_kernel.scans(rows, 700, 250, 2)
    scans = [order[a:b].tolist() for a, b in itertools.pairwise(begins.tolist())]
    assert scans == [[0, 3], [1], [2], [4], [5]]
    order, begins = scan_kernel.scans(rows, 250, 250, 2)
    assert [order[a:b].tolist() for a, b in itertools.pairwise(begins.tolist())] == [
        [0, 3],
        [1],
        [2],
    ]


def test_the_kernels_say_the_same_constants_as_the_line() -> None:
    from northline.engines.fusion.filter_kernel import ECCENTRICITY_2, SEMI_MAJOR_M, scales
    from northline.geo import line_kernels
    from northline.geo.distance import distance

    assert (SEMI_MAJOR_M, ECCENTRICITY_2) == (
        line_kernels.SEMI_MAJOR_M,
        line_kernels.ECCENTRICITY_2,
    )
    for lat in (42.0, 49.0, 69.0):
        east, north = scales(lat)
        assert east == pytest.approx(distance(0, lat, 1e-3, lat)[0] * 1e3, rel=1e-6)
        assert north == pytest.approx(distance(0, lat - 5e-4, 0, lat + 5e-4)[0] * 1e3, rel=1e-6)
