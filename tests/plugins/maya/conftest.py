"""Makes the Maya room importable, as a module's `scripts` folder does in Maya."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "maya"

if str(PLUGIN) not in sys.path:
    sys.path.append(str(PLUGIN))


@pytest.fixture(autouse=True)
def _no_environment_of_whoever_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OCIO", "MAYA_COLOR_MANAGEMENT_POLICY_FILE"):
        monkeypatch.delenv(name, raising=False)
