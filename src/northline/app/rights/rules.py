"""The rules of people's requests, as pages and the terminal show and fill them in.

They stand in `northline.decisions`, which faces reach through here alone.
"""

from northline.decisions.clocks import Clock, notify_since
from northline.decisions.rights_grounds import GROUNDS
from northline.decisions.rights_limits import EXTENSION_GROUNDS, Checked
from northline.decisions.rights_steps import StepWish

__all__ = ["EXTENSION_GROUNDS", "GROUNDS", "Checked", "Clock", "StepWish", "notify_since"]
