"""Pure rooms read no clock, open no file and draw no unseeded number.

Import contracts (pyproject.toml) keep ``time``, ``os``, ``random`` and their like out.  What can
be reached without an import of its own is looked for here.
"""

import ast

from tests.conventions.tree import Module, modules

IMPURE_ROOMS = {"app", "cli", "exercise", "ledger", "transports", "web", "__init__", "__main__"}
CLOCKS = {"now", "utcnow", "today"}
WITHOUT_A_SEED = {"default_rng", "SeedSequence", "PCG64", "RandomState"}
RANDOM_TYPES = {"Generator", "BitGenerator"} | WITHOUT_A_SEED
RANDOM_IDS = {"uuid1", "uuid4"}
BUILT_INS = {"open", "input", "print", "exec", "eval", "__import__"}
UNREPEATABLE = {"fastmath", "parallel"}


def impurities(module: Module) -> list[str]:
    """Calls that reach the outside, each with its line."""
    return [
        f"{module.name}:{node.lineno}: {ast.unparse(node)[:60]}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _is_impure(node)
    ]


def _is_impure(call: ast.Call) -> bool:
    *owner, name = ast.unparse(call.func).split(".")
    if not owner and name in BUILT_INS:
        return True
    if owner and owner[-1] in {"datetime", "date"} and name in CLOCKS:
        return True
    if name == "datetime64" and call.args and ast.unparse(call.args[0]) in {"'now'", "'today'"}:
        return True
    if owner[-2:] in (["np", "random"], ["numpy", "random"]) and name not in RANDOM_TYPES:
        return True
    if name in WITHOUT_A_SEED and not call.args and not call.keywords:
        return True
    if name in {"njit", "jit", "vectorize", "guvectorize"}:
        return any(
            word.arg in UNREPEATABLE and ast.unparse(word.value) != "False"
            for word in call.keywords
        )
    return name in RANDOM_IDS


def test_pure_rooms_reach_for_nothing_outside() -> None:
    pure = [module for module in modules() if module.room not in IMPURE_ROOMS]
    assert not [line for module in pure for line in impurities(module)]


def test_the_check_finds_what_it_looks_for() -> None:
    planted = [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "np.datetime64('now')",
        "np.random.normal(size=3)",
        "np.random.default_rng()",
        "open('x')",
        "uuid.uuid4()",
        "numba.njit(parallel=True)",
        "njit(fastmath={'nnan'})",
    ]
    found = impurities(Module("northline/engines/planted.py", "\n".join(planted)))
    assert [line.split(": ", 1)[1] for line in found] == planted


def test_the_check_leaves_the_rest_alone() -> None:
    allowed = "np.random.default_rng(7)\nstep(now)\nuuid.uuid5(space, name)\nnjit(cache=True)\n"
    assert not impurities(Module("northline/engines/plain.py", allowed + "archive.open(name)\n"))
