"""What the settings say of safety, for the faces: of the engine, and of deconfliction."""

from collections.abc import Sequence
from pathlib import Path

from northline.app.settings_safety import SafetySettings, safety_of
from northline.engines.safety import SafetyParams
from northline.records.protocols import Engine

__all__ = ["SafetyParams", "SafetySettings", "params_at", "params_of", "safety_of"]


def params_of(engines: Sequence[Engine]) -> SafetyParams:
    """The parameters of the safety engine among some; the usual ones where it is not among them."""
    for each in engines:
        if isinstance(each.params, SafetyParams):
            return each.params
    return SafetyParams()


def params_at(path: Path | None) -> SafetyParams:
    """The parameters of the safety engine by a settings file.

    Raises:
        SettingsError: naming every mistake in its ``[engines]``.
    """
    from northline.app.settings import engines_of

    return params_of(engines_of(path))
