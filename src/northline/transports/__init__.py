"""Transports: where bytes come from.

A transport hands over bytes with the connection they came by and the time they came; it knows
nothing of what they say.  Each is iterated once, and closes what it opened when the iteration
ends, is closed (`contextlib.aclosing`) or its task is cancelled.
"""
