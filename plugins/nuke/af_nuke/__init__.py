"""The Nuke room: found by Nuke through the folder above, which carries the core or lies beside it in a checkout."""

from __future__ import annotations

import importlib.util
import os
import sys


def _find_core() -> None:
    """Make `afsubmit` importable: at the end of sys.path, so that a studio's own `af` keeps its place."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for folder in (os.path.join(here, "core"), os.path.join(os.path.dirname(os.path.dirname(here)), "core")):
        if os.path.isfile(os.path.join(folder, "afsubmit", "__init__.py")) and folder not in sys.path:
            sys.path.append(folder)
            return


if importlib.util.find_spec("afsubmit") is None:
    _find_core()
