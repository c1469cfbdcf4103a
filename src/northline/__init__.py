"""Northline: what was seen, what follows, what was done, what came of it."""
