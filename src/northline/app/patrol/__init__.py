"""Patrol: where risk lies, who goes where tomorrow, what was done, and that everybody comes back."""
