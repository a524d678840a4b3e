"""Found by Sketch through the folder above, which carries the core once it is installed."""

from __future__ import annotations

import importlib.util
import os
import sys

if importlib.util.find_spec("afsubmit") is None:  # at the end: a studio's own `af` keeps its place
    sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "core"))
