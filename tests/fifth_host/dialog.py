"""Inside Sketch: an artist opens the dialog from the menu, chooses a page and frames, submits, and looks at the job."""

from __future__ import annotations

import runpy
import sys
import time
from collections.abc import Callable
from typing import Any

import sketch

from afsubmit.qt.binding import QtWidgets

app: Any = QtWidgets.QApplication(["sketch"])


def until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    """Let application and windows live until it is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"it did not happen in time {sketch.messages}"
        sketch.idle()
        app.processEvents()
        time.sleep(0.005)


def main(door: str, book: str) -> None:
    """Go through it, with clicks and keys alone."""
    from tests.qt.hands import Qt, button, cells, click, click_row, press, type_into

    runpy.run_path(door)
    sketch.open_document(book)
    sketch.menu["Submit…"]()
    (dialog,) = [one for one in app.topLevelWidgets() if one.objectName().startswith("afsubmit") and one.isVisible()]
    until(dialog.bar.submit.isEnabled)
    click(button(dialog, "None"))
    click_row(dialog.outputs.view, 0, 1)
    press(dialog.outputs.view, Qt.Key_Space)
    frames = dialog.form.findChild(QtWidgets.QWidget, "frames")
    type_into(frames, "2-3")
    press(frames, Qt.Key_Return)
    assert dialog.form.findChild(QtWidgets.QWidget, "ink") is not None, "its own settings are in the form"
    until(lambda: "1 block, 2 tasks" in dialog.bar.status.text())
    click(dialog.bar.submit)
    until(dialog.bar.result.isVisible)
    sys.stdout.write(dialog.bar.result.text() + "\n")
    sketch.menu["Jobs"]()
    panels = [one for one in app.topLevelWidgets() if hasattr(one, "table") and one.isVisible()]
    until(lambda: panels and cells(panels[0].table, 1) == ["Done"])
    assert sketch.messages == []
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
