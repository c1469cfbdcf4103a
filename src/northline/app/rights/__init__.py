"""A person's rights: requests, the records they are about, what may be given, notices.

docs/a-persons-rights.md tells it to the privacy officer.
"""
