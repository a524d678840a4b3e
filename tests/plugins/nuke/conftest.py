"""Makes the Nuke room importable, as Nuke does with a plug-in folder, and opens scripts in the fake Nuke."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

HAS_TCL = find_spec("_tkinter") is not None
if HAS_TCL:
    from tests.fakes.nuke import FakeNuke, Habits

collect_ignore_glob = [] if HAS_TCL else ["test_*.py"]
PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "nuke"
ASKING = ("_host", "_session", "_ui", "_hooks")
"""The files that hold on to the module `nuke` they were imported with."""

if str(PLUGIN) not in sys.path:
    sys.path.append(str(PLUGIN))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and why."""
    if not HAS_TCL:
        terminalreporter.write_line("not run: tests/plugins/nuke (this Python has no tkinter: Debian's python3-tk)")


@pytest.fixture(autouse=True)
def _no_environment_of_whoever_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OCIO", "NUKE_PATH"):
        monkeypatch.delenv(name, raising=False)


class Session:
    """A script open in the fake Nuke, with the host over it."""

    def __init__(self, fake: FakeNuke, host: Any) -> None:
        self.fake, self.host = fake, host


@pytest.fixture
def open_script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Session]:
    """Opens a script: its text, where it was saved ("" for never), and what nobody knows about Nuke.

    Its name has the slashes that Nuke has on any system.
    """

    def opened(text: str, path: Any = None, habits: Habits | None = None) -> Session:
        file = tmp_path / "comp v001.nk" if path is None else path
        if file and not Path(file).exists():
            Path(file).write_bytes(text.encode("utf-8", "surrogateescape"))
        fake = FakeNuke(text, str(file).replace(os.sep, "/"), habits)
        monkeypatch.setitem(sys.modules, "nuke", fake.module)
        for name in ASKING:
            monkeypatch.delitem(sys.modules, f"af_nuke.{name}", raising=False)
            if "af_nuke" in sys.modules:
                monkeypatch.delattr(sys.modules["af_nuke"], name, raising=False)
        from af_nuke._host import NukeHost

        return Session(fake, NukeHost(sys.executable))

    return opened
