"""No object of Qt is freed by a thread that ends, or by Python's collector when it runs on a foreign thread."""

from __future__ import annotations

import gc
import importlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.qt.binding import NAME
from afsubmit.qt.carrier import Carrier
from afsubmit.qt.jobs_panel import JobsPanel
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import StudioHost
from tests.qt.hands import QtCore, QtGui, click_row

shiboken: Any = importlib.import_module("shiboken6" if NAME == "PySide6" else "shiboken2")
VALUES = (QtGui.QPixmap, QtGui.QIcon)
"""What Qt wants to be freed on the main thread."""


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Python collects nothing by itself."""
    gc.collect()
    thresholds = gc.get_threshold()
    gc.set_threshold(0)
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.set_threshold(*thresholds)


def found_by_a_thread() -> list[Any]:
    """What a collector on another thread would free, kept instead."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    thread = threading.Thread(target=gc.collect)
    thread.start()
    thread.join()
    gc.set_debug(0)
    found = list(gc.garbage)
    gc.garbage.clear()
    return found


def destroy(app: Any, *windows: Any) -> None:
    for window in windows:
        window.close()
        window.deleteLater()
    app.processEvents()
    app.sendPostedEvents(None, int(getattr(QtCore.QEvent.DeferredDelete, "value", QtCore.QEvent.DeferredDelete)))


def use_one(app: Any, farm: BusyFarm, until: Any) -> None:
    """A panel is used and closed, and nobody here holds it. PySide6 keeps what lambdas speak of, PySide2 does not."""
    panel = JobsPanel(server_choice=farm.address)
    panel.resize(1000, 900)
    panel.show()
    until(lambda: panel.table.model().rowCount() == 1)
    click_row(panel.table, 0)
    frames = panel.details.frames.frames
    until(lambda: frames.rowCount() and frames.reason(frames.path(0)) is not None)
    destroy(app, panel)


def test_collector_on_a_thread_finds_nothing_of_qt_that_is_alive(
    app: Any, farm: BusyFarm, until: Any, tmp_path: Path, no_collector: None
) -> None:
    number = farm.add("shot 1")
    farm.jobs[number]["blocks"][0]["files"] = [str(tmp_path / "beauty.@####@.png")]
    use_one(app, farm, until)
    found = found_by_a_thread()
    alive = [one for one in found if isinstance(one, QtCore.QObject) and shiboken.isValid(one)]
    assert [one for one in alive if shiboken.ownedByPython(one)] == []
    assert [one for one in found if isinstance(one, VALUES)] == []
    del found, alive


def test_carriers_belong_to_the_application(app: Any, farm: BusyFarm, host: StudioHost, open_dialog: Any) -> None:
    open_dialog(host, farm.address)
    panel = JobsPanel(server_choice=farm.address)
    carriers = [one for one in gc.get_objects() if isinstance(one, Carrier) and shiboken.isValid(one)]
    assert len({type(one) for one in carriers}) >= 8
    assert all(one.parent() is app and not shiboken.ownedByPython(one) for one in carriers)
    destroy(app, panel)


def test_nothing_that_a_thread_emits_is_an_object_of_its_own() -> None:
    """Who adds a signal for a thread makes it a carrier."""
    import afsubmit.qt

    files = Path(afsubmit.qt.__file__).parent.glob("*.py")
    text = {path.name: path.read_text("utf-8") for path in files}
    assert sum("(Carrier):" in one for one in text.values()) >= 8
    assert [name for name, one in text.items() if "Signal(QtCore.QObject)" in one] == []
