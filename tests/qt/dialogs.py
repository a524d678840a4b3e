"""The submit dialog in a test: a host with outputs of our choice, and what stands in the window."""

from __future__ import annotations

from typing import Any

from afsubmit.document.frames import FrameList
from afsubmit.qt.submit_dialog import SubmitDialog
from afsubmit.submission.planning.scene import Output
from tests.fakes.farm_server import FarmServer
from tests.fakes.paper_host import PaperHost
from tests.qt.hands import Qt, QTest, QtWidgets


class StudioHost(PaperHost):
    """A paper host with outputs of our choice."""

    names: tuple[str, ...] = ("beauty", "fog", "comp")
    wishes: tuple[str, ...] = ()

    def outputs(self) -> list[Output]:
        folder = self.path.parent
        return [
            Output(f"id of {name}", name, FrameList.parse("1-10"), (str(folder / "out" / f"{number}.@####@.txt"),))
            for number, name in enumerate(self.names)
        ]

    def selected(self) -> list[str]:
        return [f"id of {name}" for name in self.wishes]


class Shown(list):
    """Jobs that were to be shown in a panel."""

    def __call__(self, number: int, serial: int) -> None:
        self.append((number, serial))


def said(dialog: SubmitDialog) -> str:
    return dialog.bar.status.text()


def field(dialog: SubmitDialog, key: str) -> Any:
    """What is typed into."""
    widget = dialog.form.findChild(QtWidgets.QWidget, key)
    return widget.focusProxy() or widget


def buttons(dialog: SubmitDialog) -> list[Any]:
    return list(dialog.findChildren(QtWidgets.QAbstractButton))


def sent(farm: FarmServer) -> list[dict[str, Any]]:
    return [request["job"] for request in farm.requests if "job" in request]


def sheet(dialog: SubmitDialog) -> str:
    return dialog.sheet.text.toPlainText()


def frames_editor(dialog: SubmitDialog, row: int) -> Any:
    """Open the editor of an output's frames as an artist does."""
    view = dialog.outputs.view
    place = view.visualRect(view.model().index(row, 1)).center()
    QTest.mouseClick(view.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    QTest.mouseDClick(view.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    return view.findChild(QtWidgets.QLineEdit, "frames of output")


def shown_problems(dialog: SubmitDialog) -> list[Any]:
    return [line for line in dialog.problems.findChildren(QtWidgets.QWidget, "problem") if line.isVisible()]
