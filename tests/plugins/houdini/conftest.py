"""Makes the Houdini room importable, as its package file does, and opens scenes in the fake Houdini."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.hou import FakeHou, Habits
from tests.fakes.hou_file import data_of
from tests.fakes.hou_scene import MadeNode, MadeScene

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "houdini"
ASKING = ("_host", "_session", "_snapshot", "_stage", "_ui", "_hooks")
"""The files that hold on to the module `hou` they were imported with."""

if str(PLUGIN) not in sys.path:
    sys.path.append(str(PLUGIN))


class Session:
    """A scene open in the fake Houdini, with the host over it; `host` is made when it is asked for."""

    def __init__(self, fake: FakeHou) -> None:
        self.fake = fake
        self._host: Any = None

    @property
    def host(self) -> Any:
        if self._host is None:
            from af_houdini._host import HoudiniHost

            self._host = HoudiniHost(sys.executable)
        return self._host

    def scene(self) -> Any:
        """The open scene as the planner reads it."""
        from af_houdini import _session

        return _session.scene_of_session()


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files that hold on to `hou` be imported anew, whoever imported the package."""
    for package in ("af_houdini", "afsubmit_plugin_houdini"):
        for name in ASKING:
            monkeypatch.delitem(sys.modules, f"{package}.{name}", raising=False)
            if package in sys.modules:
                monkeypatch.delattr(sys.modules[package], name, raising=False)


@pytest.fixture
def open_scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Session]:
    """Opens a scene: its nodes or itself, where it was saved ("" for never), and what nobody knows about Houdini.

    Its name has the slashes that Houdini has on any system.
    """

    def opened(*nodes: MadeNode | MadeScene, path: Any = None, habits: Habits | None = None) -> Session:
        made = nodes[0] if nodes and isinstance(nodes[0], MadeScene) else MadeScene(list(nodes))  # type: ignore[arg-type]
        file = str(tmp_path / "shot v001.hip" if path is None else path).replace(os.sep, "/")
        fake = FakeHou(made, file, habits)
        if file and not Path(file).exists():
            Path(file).write_bytes(data_of(made, file, {}))
        monkeypatch.setitem(sys.modules, "hou", fake.module)
        forget(monkeypatch)
        return Session(fake)

    return opened
