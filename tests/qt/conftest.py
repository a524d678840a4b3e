"""For every Qt test: a real PySide without a screen, and waiting as an artist does. No slot is ever called."""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HAS_QT = any(importlib.util.find_spec(name) for name in ("PySide6", "PySide2"))
collect_ignore_glob = [] if HAS_QT else ["test_*.py"]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_modifyitems(items: list[Any]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt)


@pytest.fixture(scope="session")
def app() -> Any:
    from afsubmit.qt.binding import QtWidgets

    return QtWidgets.QApplication.instance() or QtWidgets.QApplication(["tests"])


@pytest.fixture
def until(app: Any) -> Callable[..., None]:
    """Let the window live until something is true."""

    def wait(condition: Callable[[], Any], seconds: float = 10.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it did not happen in time"
            app.processEvents()
            time.sleep(0.005)

    return wait


@pytest.fixture
def farm() -> Iterator[Any]:
    from tests.fakes.busy_farm import BusyFarm

    with BusyFarm() as server:
        yield server


@pytest.fixture
def host(tmp_path: Path) -> Any:
    from tests.qt.dialogs import StudioHost

    return StudioHost(tmp_path / "shot_v001.json")


@pytest.fixture
def shown() -> Any:
    from tests.qt.dialogs import Shown

    return Shown()


@pytest.fixture
def open_dialog(app: Any, until: Any, shown: Any) -> Iterator[Callable[..., Any]]:
    """Opens the submit dialog for a host, once it has looked at the scene."""
    from afsubmit.qt.binding import Qt
    from afsubmit.qt.submit_dialog import SubmitDialog
    from tests.fakes.paper_host import PaperPlan
    from tests.qt.dialogs import said

    opened: list[Any] = []

    def open_(host: Any, choice: str) -> Any:
        dialog = SubmitDialog(host, PaperPlan(), server_choice=choice, show_job=shown)
        dialog.setAttribute(Qt.WA_DeleteOnClose, False)
        dialog.resize(1060, 700)
        dialog.show()
        opened.append(dialog)
        until(lambda: said(dialog) and not said(dialog).startswith(("Looking", "Asking")))
        return dialog

    yield open_
    for dialog in opened:
        until(lambda one=dialog: one.close(), 20)
        dialog.deleteLater()
    app.processEvents()


@pytest.fixture
def dialog(host: Any, farm: Any, open_dialog: Any) -> Any:
    return open_dialog(host, farm.address)


@pytest.fixture(autouse=True)
def _a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFSUBMIT_USER_NAME", "jimmy")


@pytest.fixture(autouse=True)
def _no_slot_fails(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a slot raises is a failure: Qt only prints it and goes on."""
    raised: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: raised.append(error))
    yield
    if raised:
        raise raised[0]


@pytest.fixture(autouse=True)
def _no_window_stays(app: Any) -> Iterator[None]:
    """What a test leaves open is closed, and what is closed is gone: without a running loop Qt would keep it."""
    from afsubmit.qt import desktop_notices
    from afsubmit.qt.binding import QtCore

    yield
    desktop_notices.stop_all()
    for window in app.topLevelWidgets():
        if window.objectName().startswith("afsubmit"):
            window.close()
            window.deleteLater()
    app.processEvents()
    app.sendPostedEvents(None, int(getattr(QtCore.QEvent.DeferredDelete, "value", QtCore.QEvent.DeferredDelete)))
    gc.collect()  # here, where Qt's objects live: on a thread of a farm's they would take the process with them


@pytest.fixture
def choose(until: Any) -> Callable[[Any, str], None]:
    """Opens a button's menu with the mouse and takes an entry with keys; some Qt wait inside the click, some do not."""
    from tests.qt.hands import Qt, QtCore, click, press

    def choose_(button: Any, text: str) -> None:
        menu = button.menu()
        taken: list[str] = []

        def take() -> None:
            assert text in [action.text() for action in menu.actions()]
            for _ in menu.actions():
                press(menu, Qt.Key_Down)
                if menu.activeAction() is not None and menu.activeAction().text() == text:
                    break
            taken.append(text)
            press(menu, Qt.Key_Return)

        QtCore.QTimer.singleShot(50, take)
        click(button)
        until(lambda: taken and not menu.isVisible())

    return choose_
