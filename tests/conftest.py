"""What holds for every test."""

from hypothesis import settings

# How long an example takes says more of the machine than of the code; benchmarks look at speed.
settings.register_profile("northline", deadline=None)
settings.load_profile("northline")
