"""The picture: where everything is now, and where it was in any hour before.

``tracks`` keeps the newest point of every track in columns, ``live`` keeps them up with the
ledger for one viewer, ``past`` reads a window of time gone by, ``alerts`` what was found, ``plots`` what
sensors saw where somebody looks, ``sensing`` the sensors themselves.
"""

from northline.app.picture.alerts import Alert, alerts, alerts_and_held
from northline.app.picture.live import Picture
from northline.app.picture.past import Past, past
from northline.app.picture.plots import Plots, box_of, plots
from northline.app.picture.sensing import ShownSensor, sensing

__all__ = [
    "Alert",
    "Past",
    "Picture",
    "Plots",
    "ShownSensor",
    "alerts",
    "alerts_and_held",
    "box_of",
    "past",
    "plots",
    "sensing",
]
