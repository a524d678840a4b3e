"""The engine between a host and a farm: scene state in, jobs out. No Qt and no host import.

Its parts are imported when first asked for: a host that starts up only draws its form from `settings`. The functions
`plan.plan` and `check.check` are taken from their files, whose names they share.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .delivery import Receipt
    from .plan import Plan, PlannedJob
    from .scene import BlockRequest, Host, HostPlan, Output, SceneState, Stamp, Target
    from .settings import BY_KEY, GROUPS, SCHEMA, Setting, Settings
    from .snapshot import Snapshot
    from .stages import Stage
    from .submit import Step, Submission

_FILES = {
    "delivery": ("Receipt",),
    "plan": ("Plan", "PlannedJob"),
    "scene": ("BlockRequest", "Host", "HostPlan", "Output", "SceneState", "Stamp", "Target"),
    "settings": ("BY_KEY", "GROUPS", "SCHEMA", "Setting", "Settings"),
    "snapshot": ("Snapshot",),
    "stages": ("Stage",),
    "submit": ("Step", "Submission"),
}


def __getattr__(name: str) -> object:
    """Import the file that holds `name`."""
    for file, names in _FILES.items():
        if name in names:
            return getattr(importlib.import_module(f".{file}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "BY_KEY",
    "GROUPS",
    "SCHEMA",
    "BlockRequest",
    "Host",
    "HostPlan",
    "Output",
    "Plan",
    "PlannedJob",
    "Receipt",
    "SceneState",
    "Setting",
    "Settings",
    "Snapshot",
    "Stage",
    "Stamp",
    "Step",
    "Submission",
    "Target",
]
