"""The Houdini room: found by Houdini through the package file, which names the folder that carries the core.

For scripts: `preview` and `submit` are for the open scene, `show` opens the dialog.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import TYPE_CHECKING

if importlib.util.find_spec("afsubmit") is None:  # it goes to the end of sys.path: a studio's own `af` keeps its place
    _here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    _cores = (os.path.join(_here, "core"), os.path.abspath(os.path.join(_here, "..", "..", "core")))
    sys.path += [core for core in _cores if os.path.isfile(os.path.join(core, "afsubmit", "__init__.py"))][:1]

FILES = {"preview": "_hooks", "submit": "_hooks", "show": "_ui"}
"""What scripts call, and the file that has it: imported with the first call, since the command line has no Houdini."""

if TYPE_CHECKING:
    from ._hooks import preview as preview
    from ._hooks import submit as submit
    from ._ui import show as show
else:

    def __getattr__(name):
        if name not in FILES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f".{FILES[name]}", __name__), name)
