"""Property tests here have no time limit per example: a busy machine is no fault."""

from hypothesis import settings

settings.register_profile("busy", deadline=None, derandomize=True)
settings.load_profile("busy")
