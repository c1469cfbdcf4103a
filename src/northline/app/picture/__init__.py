"""The picture: where everything is now, and where it was in any hour before.

``tracks`` keeps the newest point of every track in columns, ``live`` keeps them up with the
ledger for one viewer, ``past`` reads a window of time gone by, ``alerts`` what was found.
"""

from northline.app.picture.alerts import Alert, alerts
from northline.app.picture.live import Picture
from northline.app.picture.past import Past, past

__all__ = ["Alert", "Past", "Picture", "alerts", "past"]
