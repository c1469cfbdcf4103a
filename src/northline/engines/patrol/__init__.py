"""Patrol: rates of crossings by stretch and hour, and plans that an adversary cannot read ahead.

Pure functions; docs/engines/patrol-risk.md and docs/engines/patrol-plan.md have the models.
"""
