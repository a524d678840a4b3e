"""*Check this installation* by mouse and keys, over a program that stands in for the application."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from afsubmit.submission.planning.scene import SceneState
from afsubmit.submitter.installation_check import NO_PYTHON, InstallationCheck
from tests.fakes.paper_host import PaperHost, PaperPlan
from tests.qt.hands import Qt, QtGui, QtWidgets, button, cells, click, click_row, press

pytestmark = pytest.mark.posix("a shell script stands in for the program")
TOLD = (
    {"version": "stand-in", "count": 3},
    {"name": "selected are outputs", "kind": "contract", "is_kept": True, "where": "", "text": ""},
    {"name": "it stays", "kind": "failure", "is_kept": False, "where": "AssertionError at: a == b", "text": "<b>x</b>"},
    {"name": "Is it so?", "kind": "answer", "is_kept": None, "where": "it could not be asked: KeyError", "text": ""},
)


class NamedHost(PaperHost):
    """A host that calls itself by the name of an application with a self-test, whose program is the stand-in."""

    name, program, own_python = "nuke", "", sys.executable

    def scene(self) -> SceneState:
        return replace(super().scene(), application=self.program)

    def python(self) -> str:
        return self.own_python


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any, until: Any) -> Iterator[Callable[..., Any]]:
    """Opens the window from the menu; its program tells `told` and then does what the shell's `end` says."""
    from afsubmit.qt.host_menu import HostMenu

    temporary = tmp_path / "t"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    made: list[Any] = []

    def open_(*told: Any, end: str = "", python: str = sys.executable) -> Any:
        program, lines = tmp_path / "Nuke15.1", "".join(json.dumps(one) + "\n" for one in told)
        text = f'printf %s {shlex.quote(lines)} >> "$AFSUBMIT_SELFTEST/told.jsonl"\n{end}\n'
        program.write_text(f"#!/bin/sh\n{text}")
        program.chmod(0o755)
        host = NamedHost(tmp_path / "page.paper")
        host.program, host.own_python = str(program), python
        menu = HostMenu(lambda _: host, PaperPlan(), show_message=print)
        menu.check_installation()
        menu.check_installation()
        (window,) = [one for one in app.topLevelWidgets() if type(one).__name__ == "CheckWindow" and one.isVisible()]
        window.setAttribute(Qt.WA_DeleteOnClose, False)
        made.append(window)
        return window

    yield open_
    for window in made:
        window.close()
        until(lambda one=window: one.check.is_over, 60)
        window.deleteLater()
    assert list(temporary.iterdir()) == [], "nothing is left behind"


def test_rows_come_as_they_are_known_and_closing_ends_all(opened: Any, until: Any, tmp_path: Path) -> None:
    window = opened(*TOLD, end=f"echo $$ > {shlex.quote(str(tmp_path / 'pid'))}\nexec sleep 600")
    until(lambda: window.model.rowCount() == 3, 60)
    assert cells(window.view) == ["Selected are outputs", "It stays", "Is it so?"]
    assert cells(window.view, 1) == ["Kept", "Not kept", "Not answered"]
    assert "stand-in for Nuke" in window.heading.text() and "proves nothing" in window.heading.text()
    assert window.summary.text() == "Checking: 3 of 4; 1 not kept; 1 not answered."
    assert not button(window, "Save report\N{HORIZONTAL ELLIPSIS}").isEnabled()
    click_row(window.view, 1)
    assert window.whole.text() == "It stays: AssertionError at: a == b: <b>x</b>"
    until((tmp_path / "pid").exists)
    press(window, Qt.Key_Escape)
    assert not window.isVisible()
    until(lambda: window.check.is_over, 60)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_stop_ends_it_and_says_how_far_it_came(opened: Any, until: Any) -> None:
    window = opened(*TOLD, end="exec sleep 600")
    until(lambda: window.model.rowCount() == 3, 60)
    click(button(window, "Stop"))
    until(lambda: "Stopped after 3 of 4" in window.summary.text(), 60)
    assert window.check.trouble == "" and not window.stop.isEnabled() and not window.bar.isVisible()
    click(button(window, "Copy report"))
    lines = QtGui.QGuiApplication.clipboard().text().splitlines()
    assert lines[2] == "Not kept      It stays: AssertionError at: a == b: <b>x</b>"


def test_report_is_saved_without_what_errors_said(opened: Any, until: Any, tmp_path: Path, monkeypatch: Any) -> None:
    window = opened(*TOLD, {"scene": str(tmp_path / "none.nk")})
    until(lambda: window.summary.text() == "1 of 4 kept or answered; 2 not kept; 1 not answered.", 60)
    assert cells(window.view, 1)[-1] == "Not kept", "there was nothing to render"
    kept = tmp_path / "kept.json"
    monkeypatch.setattr(QtWidgets.QFileDialog, "getSaveFileName", lambda *_: (str(kept), ""))
    click(button(window, "Save report\N{HORIZONTAL ELLIPSIS}"))
    (result,) = json.loads(kept.read_text("utf-8"))
    assert result["host"] == "nuke" and "text" not in result["checks"][0] and "<b>" not in kept.read_text("utf-8")


@pytest.mark.parametrize(
    ("end", "python", "said"),
    [
        pytest.param("echo no licence; exit 3", sys.executable, "exit code 3", id="the program ends too early"),
        pytest.param("", "", NO_PYTHON, id="there is no Python"),
    ],
)
def test_what_cannot_be_done_is_said(opened: Any, until: Any, end: str, python: str, said: str) -> None:
    window = opened(*TOLD[:1], end=end, python=python)
    until(lambda: window.check.is_over and said in window.summary.text(), 60)
    assert not window.save.isEnabled() and not window.stop.isEnabled()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_results_can_be_read(opened: Any, look: str, app: Any) -> None:
    from afsubmit.qt import style
    from afsubmit.qt.check_window import _color
    from afsubmit.submitter.installation_check import CheckRow
    from tests.qt.shots import dark

    palette = dark() if look == "dark" else app.style().standardPalette()
    for is_kept in (True, False, None):
        color = _color(CheckRow(0, "", is_kept, "", ""), palette)
        assert style.contrast(color, palette.color(QtGui.QPalette.Base)) >= style.TEXT_CONTRAST


def test_check_that_is_stopped_before_it_began_starts_nothing(tmp_path: Path, until: Any) -> None:
    check = InstallationCheck("nuke", "", lambda: sys.executable)
    check.stop()
    check.start()
    until(lambda: check.is_over)
    assert (check.trouble, check.rows) == ("", ())
