"""Engines: records in, findings and derived records out; pure folds, none knows another.

``northline.engines.registry`` lists the built-in ones.
"""
