"""What every engine must keep to, whoever wrote it: one suite over the registry."""

from functools import cache

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.registry import ENGINES, describe, engine_named
from northline.engines.wording import LANGUAGES
from northline.records.finding import Finding
from northline.records.kinds import kind
from northline.records.protocols import Engine, Split
from northline.records.schema import kind_of
from tests.engines import on_patrol
from tests.engines.dispatching import sampled
from tests.engines.patrols_heard import said_well
from tests.engines.running import cut, run, same, tracked
from tests.engines.sightings import RADAR, seen, sensor
from tests.engines.traffic import arrivals, moment, positions, river, spot

each_engine = pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: str(engine.name))


@cache
def sample(name: str) -> pa.Table:
    """Rows of a kind on which each engine that reads it has something to say."""
    if name == "position":
        scene = river(4, hours=0.25)
        # Two ships with one identity, in turns, and reports that come late or twice.
        for k, lon in enumerate((-83.10, -82.95)):
            seconds = [10.0 * i + 5 * k for i in range(30)]
            lat = [42.25 + 0.0002 * i for i in range(30)]
            scene.tables.append(positions("mmsi:316999999", seconds, [lon] * 30, lat))
        # Aircraft over the line, high and low, that state their altitude now and then.
        for k, metres in enumerate((1500.0, 9000.0)):
            seconds = [4.0 * i + k for i in range(40)]
            lat = [42.25 + 0.004 * i for i in range(40)]
            scene.tables.append(
                positions(
                    f"icao:c0000{k}", seconds, [-83.00 - 0.002 * i for i in range(40)], lat,
                    craft="aircraft", sigma=30.0, climb=[-1.5] * 40,
                    altitude=[None if i % 3 else metres - 6.0 * i for i in range(40)],
                    reference=["geometric" if i % 2 else "pressure" for i in range(40)],
                    ground=[None if i % 5 else i == 35 for i in range(40)],
                )
            )  # fmt: skip
        # Boats that cross and stay: one reports its arrival, one goes back, one does neither.
        for k in range(3):
            off = [min(-200.0 + 20.0 * i, 300.0) for i in range(90)]
            if k == 1:
                off = [*off[:50], *(300.0 - 20.0 * i for i in range(40))]
            east, north = spot([2289.0 + k] * 90, off)
            when = [60.0 + 10.0 * i + k if i < 50 else 60.0 * i - 2440.0 + k for i in range(90)]
            scene.tables.append(positions(f"mmsi:31688880{k}", when, east, north))
        table = scene.table()
        late = table.slice(40, 20)
        mixed = pa.concat_tables([table.slice(0, 200), late, table.slice(200)])
        return mixed.set_column(
            mixed.schema.get_field_index("marking"),
            mixed.schema.field("marking"),
            pa.array([7 + (i % 37 == 0) for i in range(mixed.num_rows)], pa.uint64()),
        )
    if name == "plot":
        return seen(sample("position"))
    if name == "sensor":
        return pa.concat_tables(
            [
                sensor(RADAR, detection=["boat/day=0.9"], false_alarms=400.0, range=20_000.0),
                sensor("camera", revisit=1.0, azimuth_sigma=0.2),
            ]
        ).set_column(0, "id", pa.array([bytes(16), bytes([1] * 16)], pa.binary(16)))
    if name == "arrival":
        return arrivals(
            [200.0, 400.0, 500.0, 2000.0],
            ["mmsi:316888800", None, "mmsi:316000000", None],
            marking=[7, 8, 7, 7],
        )
    if name in {"unit", "road"}:
        return sampled(name)
    if name == "check-in":
        return said_well()
    if name == "finding":
        crossings = {each: sample(each) for each in ("track", "arrival")}
        made = run(engine_named("crossing"), [crossings])[0][name]
        made = made.take(pa.array(range(0, made.num_rows, 6)))
        at = made.schema.get_field_index("finding")
        dark = ["dark-crossing"] * made.num_rows  # as if their transponders had been off
        return made.set_column(at, made.schema.field(at), pa.array(dark))
    assert name == "track", f"give this suite a sample of {name}"
    return tracked(sample("position"))


def batch_for(engine: Engine) -> dict[str, pa.Table]:
    """The engine's sample, with the columns of its closed list and no other."""
    columns: dict[str, list[str]] = {name: [] for name in engine.reads}
    for given_column in engine.inputs:
        name, _, column = given_column.partition(".")
        columns[name].append(column)
    return {name: rows_for(engine, name).select(chosen) for name, chosen in columns.items()}


@cache
def patrols() -> pa.Table:
    """Units that go on patrol, for the engine that keeps the log of it."""
    return on_patrol.sample(sampled("unit"))


def rows_for(engine: Engine, name: str) -> pa.Table:
    """The sample of a kind that an engine is given: units that patrol are none to be dispatched."""
    return patrols() if (engine.name, name) == ("patrol-log", "unit") else sample(name)


def rows(engine: Engine) -> int:
    return max(int(table.num_rows) for table in batch_for(engine).values())


@each_engine
def test_the_sample_makes_the_engine_speak(engine: Engine) -> None:
    given_kinds, _ = run(engine, [batch_for(engine)])
    assert set(engine.writes) <= set(given_kinds)


@each_engine
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_batch_may_be_cut_anywhere(engine: Engine, data: st.DataObject) -> None:
    ends = data.draw(st.lists(st.integers(1, rows(engine) - 1), max_size=8))
    whole, _ = run(engine, [batch_for(engine)])
    parts, _ = run(engine, cut(batch_for(engine), ends), encoded=True)
    assert set(whole) == set(parts)
    for name in whole:
        assert same(whole[name], parts[name])


@each_engine
def test_small_batches_give_what_one_large_one_gives(engine: Engine) -> None:
    whole, _ = run(engine, [batch_for(engine)])
    parts, _ = run(engine, cut(batch_for(engine), range(7, rows(engine), 7)), encoded=True)
    for name in whole:
        assert same(whole[name], parts[name])


@each_engine
def test_the_work_may_be_split_as_the_engine_says(engine: Engine) -> None:
    if engine.split is not Split.KEY:
        assert engine.split_by is None
        return
    assert engine.split_by is not None
    whole, _ = run(engine, [batch_for(engine)])
    together: dict[str, list[pa.Table]] = {}
    for worker in range(3):
        shares = {}
        for name, table in batch_for(engine).items():
            keys = table.column(engine.split_by).to_pylist()
            mine = [sum(str(key).encode()) % 3 == worker for key in keys]
            shares[name] = table.filter(pa.array(mine))
        for name, table in run(engine, cut(shares, [100]))[0].items():
            together.setdefault(name, []).append(table)
    for name, table in whole.items():
        assert same(
            table.sort_by("id").combine_chunks(),
            pa.concat_tables(together[name]).sort_by("id").combine_chunks(),
        )


@each_engine
def test_the_same_input_gives_the_same_bytes(engine: Engine) -> None:
    (one, state), (other, again) = (
        run(engine, [batch_for(engine)]),
        run(engine, [batch_for(engine)]),
    )
    assert msgspec.msgpack.encode(state) == msgspec.msgpack.encode(again)
    for name in one:
        assert same(one[name], other[name])


@each_engine
def test_an_empty_batch_changes_nothing(engine: Engine) -> None:
    _, state = run(engine, [batch_for(engine)])
    for batch in ({}, {name: table.slice(0, 0) for name, table in batch_for(engine).items()}):
        step = engine.step(state, batch, moment())
        assert step.state == state
        assert not step.records
        assert step.findings is None


@each_engine
def test_the_state_survives_its_encoding_and_is_not_changed_in_place(engine: Engine) -> None:
    _, state = run(engine, [batch_for(engine)])
    before = msgspec.msgpack.encode(state)
    for codec in (msgspec.msgpack, msgspec.json):
        assert codec.decode(codec.encode(state), type=engine.state) == state
    engine.step(state, batch_for(engine), moment())
    assert msgspec.msgpack.encode(state) == before


@each_engine
def test_other_columns_make_no_difference(engine: Engine) -> None:
    narrow, _ = run(engine, [batch_for(engine)])
    wide, _ = run(engine, [{name: rows_for(engine, name) for name in engine.reads}])
    for name in narrow:
        assert same(narrow[name], wide[name])


@each_engine
def test_what_it_writes_is_of_its_kinds_with_ids_of_their_own(engine: Engine) -> None:
    given_kinds, _ = run(engine, [batch_for(engine)])
    assert set(given_kinds) <= {*engine.writes, Finding.kind}
    for name, table in given_kinds.items():
        assert table.schema.equals(kind(name).schema, check_metadata=True)
        kind(name).conform(table)
        assert set(table.column("source").to_pylist()) == {engine.name}
        assert len(set(table.column("id").to_pylist())) == table.num_rows


@each_engine
def test_every_finding_says_why_in_both_languages(engine: Engine) -> None:
    given_kinds, _ = run(engine, [batch_for(engine)])
    if Finding.kind not in given_kinds:
        return
    for found in kind_of(Finding).from_batch(given_kinds[Finding.kind]):
        assert isinstance(found, Finding)
        assert (found.engine, found.engine_version) == (engine.name, engine.version)
        assert found.params == moment().params
        assert found.evidence
        assert found.since <= found.at <= found.until
        assert found.score == round(found.score, 6)
        reasons = found.explained()
        assert abs(sum(reason.share for reason in reasons) - found.score) < 1e-9
        for reason in reasons:
            assert {bytes.fromhex(each) for each in reason.evidence} <= set(found.evidence)
            assert all(describe(reason, language) for language in LANGUAGES)
