"""Behaviour: loitering at the line, turning back at it, meeting near it, flying low and slowly."""

from northline.engines.behaviour.engine import Behaviour
from northline.engines.behaviour.params import BehaviourParams
from northline.engines.behaviour.state import BehaviourState
from northline.engines.behaviour.words import TEXTS, WORDS

__all__ = ["TEXTS", "WORDS", "Behaviour", "BehaviourParams", "BehaviourState"]
