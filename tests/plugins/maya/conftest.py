"""Makes the Maya room importable, as Maya's module does."""

from __future__ import annotations

import sys
from pathlib import Path

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "maya"

if str(PLUGIN) not in sys.path:
    sys.path.append(str(PLUGIN))
