"""Makes the Houdini room importable, as Houdini does with the folder that its package file names."""

from __future__ import annotations

import sys
from pathlib import Path

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "houdini"

if str(PLUGIN) not in sys.path:
    sys.path.append(str(PLUGIN))
