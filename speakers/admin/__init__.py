"""The back office of the directory. `base` holds what every list and form of the back office shares."""

from speakers.admin import directory

__all__ = ["directory"]
