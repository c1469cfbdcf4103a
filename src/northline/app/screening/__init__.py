"""Screening: lists held, questions to them, and what persons decide about the answers."""
