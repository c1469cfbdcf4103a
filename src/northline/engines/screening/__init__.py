"""Screening: which entities of a list bear a name, how likely, and why."""
