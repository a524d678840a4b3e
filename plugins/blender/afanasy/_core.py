"""The one place that knows where the core lies; the rest of the add-on imports `.afsubmit`, wherever that is.

Installed, the core is carried inside and a subpackage like any other, whatever the site has of its own. In a checkout
or wheel it is `afsubmit` at the top, and stays the only copy: an error of a second copy would not be caught. There
`<add-on>.afsubmit…` is a second name of the very same modules, which a finder gives when asked.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class SecondName:
    """Finds and loads `<package>.afsubmit` and what is below it, as the modules of the `afsubmit` at the top."""

    def __init__(self, package: str) -> None:
        self.name = f"{package}.afsubmit"

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        """What loads the module `name`; None for one that is none of ours."""
        loader: Any = self  # importlib.abc, whose Loader it would be, takes milliseconds
        return ModuleSpec(name, loader) if f"{name}.".startswith(f"{self.name}.") else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module at the top, imported when it is not there yet."""
        module = importlib.import_module(f"afsubmit{spec.name[len(self.name) :]}")
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """It has run already; only its own spec, over which Python wrote the second one, is put back."""
        if module.__spec__ is not None:
            module.__spec__ = module.__spec__.loader_state


def reach(package: str) -> None:
    """Let `<package>.afsubmit` be importable."""
    _take_back(package)
    carried = os.path.join(os.path.dirname(os.path.abspath(__file__)), "afsubmit")
    is_at_the_top = carried in getattr(sys.modules.get("afsubmit"), "__path__", ())  # a command or farm of this core
    if is_at_the_top or not os.path.isdir(carried):
        sys.meta_path.insert(0, SecondName(package))  # before Python's own, which would make second copies


def forget(package: str) -> None:
    """Leave nothing of `package` behind but itself, so that what is imported next is read anew from its files."""
    _take_back(package)
    for name in [name for name in sys.modules if name.startswith(f"{package}.")]:
        del sys.modules[name]
        vars(sys.modules[package]).pop(name[len(package) + 1 :], None)


def _take_back(package: str) -> None:
    sys.meta_path[:] = [one for one in sys.meta_path if getattr(one, "name", "") != f"{package}.afsubmit"]
