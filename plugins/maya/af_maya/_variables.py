"""Variables of the session that decide what a scene looks like, for the farm to have, too."""

from __future__ import annotations

import os

NAMES = ("OCIO", "MAYA_COLOR_MANAGEMENT_POLICY_FILE")
"""The colour configuration, which counts more than the one in the scene, and the policy, which counts more than both
(Autodesk's documentation of 2016 and 2022)."""


def of_session() -> dict[str, str]:
    """Those that are set here."""
    return {name: os.environ[name] for name in NAMES if os.environ.get(name)}
