"""Measures: figures, claims and trends, computed from published tables; pure."""
