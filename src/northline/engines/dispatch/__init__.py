"""Dispatch: who can get there first, by which way, and who can look meanwhile."""

from northline.engines.dispatch.engine import Dispatch
from northline.engines.dispatch.params import DispatchParams, Speeds, Territory
from northline.engines.dispatch.state import DispatchState
from northline.engines.dispatch.words import TEXTS, WORDS

__all__ = ["TEXTS", "WORDS", "Dispatch", "DispatchParams", "DispatchState", "Speeds", "Territory"]
