"""Parameters as text: whatever an engine may run with is read again from what the ledger keeps."""

import hashlib

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from northline.app.runners.steps import params_digest, params_text
from northline.engines.crossing.params import _RANGES, CrossingParams
from northline.engines.registry import ENGINES, configured, engine_named
from northline.engines.tracking.params import TRACKED, Motion, TrackingParams
from northline.records.position import Craft

motions = st.builds(
    Motion,
    noise=st.floats(1e-4, 1e3),
    max_speed=st.floats(0.5, 1000.0),
    max_gap=st.floats(10.0, 7200.0),
    speed_sigma=st.floats(0.05, 100.0),
)
tracking = st.builds(
    TrackingParams,
    **{craft.value: motions for craft in TRACKED},
    gate=st.floats(2.0, 10.0),
    sigma_accurate=st.floats(0.5, 1e3),
    untimed_sigma=st.floats(0.0, 60.0),
    candidates=st.integers(1, 8),
    forget=st.floats(7200.0, 604_800.0),
)
crossing = st.builds(
    CrossingParams,
    **{
        name: st.integers(int(least), int(most))
        if CrossingParams.__annotations__[name] is int
        else st.floats(least, most)
        for name, (least, most) in _RANGES.items()
    },
    finds=st.permutations([Craft.VESSEL, Craft.PERSON, Craft.UNKNOWN]).map(tuple),
)


@given(tracking | crossing)
def test_parameters_are_read_again_from_their_text_and_give_it_again(
    params: TrackingParams | CrossingParams,
) -> None:
    usual = engine_named("crossing" if isinstance(params, CrossingParams) else "tracking")
    engine = type(usual)(params)  # type: ignore[call-arg]
    text = params_text(engine)
    again = configured(engine.name, msgspec.json.decode(text))
    assert again.params == params
    assert params_text(again) == text
    assert params_digest(again) == hashlib.blake2b(text, digest_size=32).digest()


def test_the_text_does_not_depend_on_how_a_file_writes_a_number() -> None:
    one = configured("tracking", {"gate": 5, "vessel": {**whole(), "max_gap": 900}})
    two = configured("tracking", {"vessel": {**whole(), "max_gap": 9e2}, "gate": 5.0})
    assert params_text(one) == params_text(two)


def whole() -> dict[str, float]:
    vessel: dict[str, float] = msgspec.to_builtins(ENGINES[0].params)["vessel"]
    return vessel
