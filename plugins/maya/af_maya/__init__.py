"""The Maya room: found by Maya through its module, which carries the core or lies beside it in a checkout."""

from __future__ import annotations

import importlib.util
import os
import sys

if importlib.util.find_spec("afsubmit") is None:  # it goes to the end of sys.path: a studio's own `af` keeps its place
    _here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    _cores = (os.path.join(_here, "core"), os.path.abspath(os.path.join(_here, "..", "..", "core")))
    sys.path += [core for core in _cores if os.path.isfile(os.path.join(core, "afsubmit", "__init__.py"))][:1]
