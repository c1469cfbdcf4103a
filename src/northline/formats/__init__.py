"""Formats: bytes to records, and back.

A format is pure: it opens no file and no socket, reads no clock and draws no chance.  The
built-in ones stand in `northline.formats.registry`.  How to add one: docs/add-a-format.md.
"""
