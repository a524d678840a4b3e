"""Makes the Nuke room importable, as Nuke does with a plug-in folder: at the end of sys.path."""

from __future__ import annotations

import sys
from pathlib import Path

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "nuke"

if str(PLUGIN) not in sys.path:
    sys.path.append(str(PLUGIN))
