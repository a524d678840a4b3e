"""Where the parts of the submit dialog stand, and which of it is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import style, window_state
from .binding import Qt, QtWidgets

LEAST_LETTERS = 41
"""So wide the outputs are at least: name, frames and what renders them, and problems that wrap in few lines."""


def lay_out(dialog: Any) -> tuple[Any, Any]:
    """Put the parts of `dialog` into their places; its pages, and the splitter beside them."""
    pages = QtWidgets.QTabWidget(dialog)
    pages.setObjectName("pages")
    pages.setDocumentMode(True)
    for page, title in ((dialog.outputs, "Outputs"), (dialog.sheet, "What will be sent")):
        pages.addTab(_framed(page), title)
    left = QtWidgets.QWidget(dialog)
    column = QtWidgets.QVBoxLayout(left)
    column.setContentsMargins(0, 0, style.GAP, 0)
    column.setSpacing(style.MARGIN)
    column.addWidget(pages, 1)
    column.addWidget(dialog.problems)
    left.setMinimumWidth(LEAST_LETTERS * left.fontMetrics().averageCharWidth())
    across = QtWidgets.QSplitter(Qt.Horizontal, dialog)
    across.setChildrenCollapsible(False)
    across.addWidget(left)
    across.addWidget(dialog.form)
    across.setStretchFactor(0, 3)
    across.setStretchFactor(1, 2)
    across.setSizes([620, 400])
    whole = QtWidgets.QVBoxLayout(dialog)
    whole.setContentsMargins(style.MARGIN, style.MARGIN, style.MARGIN, style.MARGIN)
    whole.setSpacing(style.MARGIN)
    whole.addLayout(_top(dialog))
    whole.addWidget(across, 1)
    whole.addWidget(dialog.bar)
    return pages, across


def order_tabs(dialog: Any) -> None:
    """Tab goes through outputs, settings, where to, and Submit; set-ups and presets come last."""
    bar = dialog.bar
    order = [
        *([dialog.command] if dialog.command is not None else []),
        dialog.pages.tabBar(), *dialog.outputs.tab_order(), dialog.sheet.text, dialog.sheet.as_json,
        *dialog.form.tab_order(), bar.servers, bar.jobs, bar.close_button, bar.cancel, bar.submit, bar.all_of_it,
        bar.details, bar.show_in_jobs, bar.dismiss, dialog.setups, dialog.presets,
    ]  # fmt: skip
    for first, second in zip(order, order[1:]):
        QtWidgets.QWidget.setTabOrder(first, second)


def _framed(page: Any) -> Any:
    framed = QtWidgets.QWidget()
    column = QtWidgets.QVBoxLayout(framed)
    column.setContentsMargins(0, style.GAP, 0, 0)
    column.addWidget(page)
    return framed


def _top(dialog: Any) -> Any:
    top = QtWidgets.QGridLayout()
    top.setHorizontalSpacing(style.MARGIN)
    top.setVerticalSpacing(2)
    top.addWidget(dialog.heading, 0, 0)
    top.addWidget(dialog.about, 1, 0)
    top.addWidget(dialog.setups, 0, 1, 2, 1, Qt.AlignVCenter)
    top.addWidget(dialog.presets, 0, 2, 2, 1, Qt.AlignVCenter)
    top.setColumnStretch(0, 1)
    if dialog.command is not None:
        top.addWidget(dialog.command, 2, 0, 1, 3)
        dialog.outputs.selected.hide()  # nobody selects anything in a command
    return top


def remember(dialog: Any) -> None:
    """Put the dialog as it was left, and keep from now on how it is left."""
    window_state.restore_state(dialog.across, "submit/splitter")
    window_state.remember_columns(dialog.outputs.view, "submit/outputs")
    window_state.remember_page(dialog.pages, "submit/page")
    window_state.remember_check(dialog.form.all, "submit/all settings")
    window_state.remember_check(dialog.sheet.as_json, "submit/json")
    if not window_state.restore_geometry(dialog, "submit/geometry"):
        dialog.resize(style.lines(dialog, 74, 48))


def command_line(host: Any, parent: Any, changed: Callable[[], Any]) -> Any:
    """The line of a command, to be changed here; None for a scene."""
    if not hasattr(host, "set_command"):
        return None
    line = QtWidgets.QLineEdit(host.command, parent)
    line.setObjectName("command line")
    line.setAccessibleName("Command")
    line.setPlaceholderText("What the farm is to run, with @#@ for the frame")
    line.setFont(style.monospace())

    def take(text: str) -> None:
        host.set_command(text)
        changed()

    line.textChanged.connect(take)
    return line
