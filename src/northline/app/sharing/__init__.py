"""Sharing: what may be seen by whom and why, what has gone to whom, and how that is changed.

Everything here is told of records that who asks may see themselves, counted after that filter.  A
partner whom they describe is asked about those alone, so that describing somebody with more rights
than one's own shows nothing (docs/sharing.md).
"""
