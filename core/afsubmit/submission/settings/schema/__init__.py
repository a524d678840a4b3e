"""The table of all settings, a file for each group: forms, command line, presets and docs are drawn from it."""

from __future__ import annotations

from collections.abc import Mapping

from .advanced import ADVANCED
from .basic import BASIC
from .failures import FAILURES
from .frames import FRAMES
from .movie import MOVIE
from .needs import NEEDS
from .nuke import NUKE
from .scheduling import SCHEDULING
from .setting import Setting

GROUPS: Mapping[str, str] = {
    "basic": "Job",
    "frames": "Frames",
    "scheduling": "Scheduling",
    "needs": "Needs",
    "errors": "Errors",
    "movie": "Movie",
    "nuke": "Nuke",
    "advanced": "Advanced",
}
"""The groups in the order in which a form shows them, with their titles."""

SCHEMA: tuple[Setting, ...] = (*BASIC, *FRAMES, *SCHEDULING, *NEEDS, *FAILURES, *MOVIE, *NUKE, *ADVANCED)
BY_KEY: Mapping[str, Setting] = {setting.key: setting for setting in SCHEMA}

__all__ = ["BY_KEY", "GROUPS", "SCHEMA", "Setting"]
