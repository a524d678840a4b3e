"""Makes the Maya room importable, as Maya's module does, and opens scenes in the fake Maya."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.maya import FakeMaya, Habits

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "maya"
ASKING = ("_kept", "_session", "_host", "_ui", "_hooks")
"""The files that hold on to the module `maya` they were imported with."""

if str(PLUGIN) not in sys.path:
    sys.path.append(str(PLUGIN))


@pytest.fixture(autouse=True)
def _no_environment_of_whoever_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OCIO", "MAYA_COLOR_MANAGEMENT_POLICY_FILE"):
        monkeypatch.delenv(name, raising=False)


class Session:
    """A scene open in the fake Maya."""

    def __init__(self, fake: FakeMaya, path: Path | None) -> None:
        self.fake, self.path = fake, path

    def state(self) -> object:
        """All that must stay as it was."""
        fake = self.fake
        return (
            (fake.path, fake.type, fake.is_modified, fake.time, fake.layer, list(fake.selection)),
            (fake.prompt, fake.default_extensions, list(fake.undo_steps), fake.is_undo_on),
            dict(fake.scene.file_info),
        )


@pytest.fixture
def open_scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Session]:
    """Opens a scene: its text, where it was saved ("" for never), and what nobody knows about Maya.

    Its name has the slashes that Maya has on any system.
    """

    def opened(text: str, path: Any = None, habits: Habits | None = None, project: str | None = None) -> Session:
        file = tmp_path / "shot v001.ma" if path is None else path
        if file and not Path(file).exists():
            Path(file).write_bytes(text.encode("utf-8"))
        place = tmp_path.as_posix() if project is None else project
        fake = FakeMaya(text, str(file).replace(os.sep, "/"), habits, project=place)
        fake.missing_plugins = {"lost"}
        for name, module in fake.modules.items():
            monkeypatch.setitem(sys.modules, name, module)
        for name in ASKING:
            monkeypatch.delitem(sys.modules, f"af_maya.{name}", raising=False)
            if "af_maya" in sys.modules:
                monkeypatch.delattr(sys.modules["af_maya"], name, raising=False)
        return Session(fake, Path(file) if file else None)

    return opened
