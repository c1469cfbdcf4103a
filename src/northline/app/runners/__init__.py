"""Runners: who takes the steps of an engine.  ``local`` takes them in this process."""
