"""The scene's outputs with check boxes, frames that can be changed for each, and the files they write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..submitter.draft import Draft
from ..submitter.output_rows import OutputRow
from ..submitter.watch import words
from . import style
from .binding import Qt, QtGui, QtWidgets, Signal
from .checked_rows import CheckedModel, CheckedView
from .elided import Elided
from .outlines import BoxDelegate
from .rows_model import Column

NAME, FRAMES, COUNT, FILES, RENDERER = range(5)
MANY = 8
"""From so many outputs on there is a search for them."""


def _files(row: OutputRow) -> str:
    """The first of its files, with the number of those beside it: views, passes; the tip has them all."""
    first = [name.replace("@", "") for name in row.output.files[:1]]
    more = len(row.output.files) - 1
    return words.one_line("   ".join([*first, f"+ {more} more" if more > 0 else ""]).rstrip())


def _searched(row: OutputRow) -> str:
    return " ".join([row.output.name, row.output.renderer, *row.output.files]).replace("@", "").lower()


def _files_tip(row: OutputRow) -> str:
    if not row.output.files:
        return ""
    lines = row.output.files_at(row.first)
    return style.plain_tip("\n".join(["First files:", *lines])).replace("\n", "<br>")


def _name_tip(row: OutputRow) -> str:
    lines = [row.output.name]
    lines += [f"Rendered with {row.output.renderer}"] if row.output.renderer else []
    lines += ["One task for all frames"] if row.output.is_whole else []
    lines += [f"{problem.message} {problem.fix}".rstrip() for problem in row.output.problems]
    return style.plain_tip("\n".join(lines)).replace("\n", "<br>")


def _frames_tip(row: OutputRow) -> str:
    if row.wrong:
        return style.plain_tip(row.wrong)
    return style.plain_tip("Frames of this output alone." if row.is_own else "Double click for frames of its own.")


def _frames_color(row: OutputRow, palette: Any) -> Any:
    if row.wrong:
        return style.level_color("error", palette)
    return None if row.is_chosen else style.faint(palette)


def _faint_unless_chosen(row: OutputRow, palette: Any) -> Any:
    return None if row.is_chosen else style.faint(palette)


COLUMNS = (
    Column(
        "Output", lambda row: words.one_line(row.output.name), lambda row: 0, 24, tip=_name_tip,
        color=_faint_unless_chosen, least=14,
    ),
    Column("Frames", lambda row: row.frames, lambda row: 0, 15, tip=_frames_tip, color=_frames_color, least=13),
    Column(
        "Count", lambda row: f"{row.length:,}" if row.length else "", lambda row: 0, 8, is_number=True,
        color=_faint_unless_chosen, least=7, leaves=1,
    ),
    Column("  Files", _files, lambda row: 0, 0, tip=_files_tip, color=_faint_unless_chosen, least=18, leaves=2),
    Column(
        "Renderer", lambda row: words.one_line(row.output.renderer), lambda row: 0, 17, color=_faint_unless_chosen,
        least=9, leaves=3,
    ),
)  # fmt: skip


class _OutputsModel(CheckedModel):
    """Rows that can be chosen, and frames that can be edited."""

    framed = Signal(object, str)

    def flags(self, index: Any) -> Any:
        """Frames can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemIsEditable if index.column() == FRAMES else flags

    def data(self, index: Any, role: int = Qt.DisplayRole) -> Any:
        """As the columns say, with frames of an output's own in bold."""
        row = self.row(index.row())
        if role == Qt.EditRole and index.column() == FRAMES:
            return row.frames if row.is_own else ""
        if role == Qt.FontRole and index.column() == FRAMES and row.is_own:
            font = QtGui.QFont()
            font.setBold(True)
            return font
        return super().data(index, role)

    def setData(self, index: Any, value: Any, role: int = Qt.EditRole) -> bool:
        """Tell what the artist did; the draft changes, and the rows come again."""
        if role == Qt.EditRole and index.column() == FRAMES:
            self.framed.emit(self.row(index.row()).output, str(value))
            return True
        return super().setData(index, value, role)


class _PathDelegate(QtWidgets.QStyledItemDelegate):
    """Cuts a path at its beginning: its end tells more."""

    def initStyleOption(self, option: Any, index: Any) -> None:
        """As usual, cut on the left, with a gap to the number before it."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.ElideLeft
        if option.direction == Qt.RightToLeft:
            option.direction, option.displayAlignment = Qt.LeftToRight, Qt.AlignRight | Qt.AlignVCenter
        option.rect = option.rect.adjusted(style.GAP, 0, 0, 0)


class _FramesDelegate(QtWidgets.QStyledItemDelegate):
    """An editor that shows in its colour whether what stands there can be used."""

    def createEditor(self, parent: Any, option: Any, index: Any) -> Any:
        """A line, empty for what the scene says."""
        line = QtWidgets.QLineEdit(parent)
        line.setObjectName("frames of output")
        line.setFrame(False)
        row = index.model().row(index.row())
        line.setPlaceholderText(str(row.output.frames))
        line.textChanged.connect(lambda text: _judge(line, row, text))
        return line


def _judge(line: Any, row: OutputRow, text: str) -> None:
    palette = line.parent().palette()
    try:
        row.output.rendered_frames({"output_frames": {row.output.name: text}, "frames": ""})
        line.setToolTip("")
    except ValueError as error:
        palette.setColor(QtGui.QPalette.Text, style.level_color("error", palette))
        line.setToolTip(style.plain_tip(str(error)))
    line.setPalette(palette)


class OutputsTable(QtWidgets.QWidget):
    """Shows a draft's outputs and changes it."""

    changed = Signal()

    def __init__(self, draft: Draft, parent: Any) -> None:
        super().__init__(parent)
        self._draft = draft
        self._model = _OutputsModel(COLUMNS, self)
        self._model.chosen.connect(self._choose)
        self._model.framed.connect(self._set_frames)
        self.view = CheckedView(self._model, COLUMNS, self, name="outputs")
        self.view.setItemDelegateForColumn(FRAMES, _FramesDelegate(self.view))
        self.view.setItemDelegateForColumn(NAME, BoxDelegate(self.view))
        self.view.setItemDelegateForColumn(FILES, _PathDelegate(self.view))
        triggers = QtWidgets.QAbstractItemView.DoubleClicked | QtWidgets.QAbstractItemView.EditKeyPressed
        self.view.setEditTriggers(triggers)
        self.search = QtWidgets.QLineEdit(self)
        self.search.setObjectName("search outputs")
        self.search.setPlaceholderText("Search outputs")
        style.with_clear_button(self.search)
        self.search.textChanged.connect(lambda _: self.refresh())
        self.count = Elided(self, name="count of outputs")
        self.count.setPalette(style.label(is_faint=True).palette())
        self.count.setSizePolicy(QtWidgets.QSizePolicy.Preferred, QtWidgets.QSizePolicy.Fixed)
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        self._buttons: list[Any] = []
        below = QtWidgets.QHBoxLayout()
        below.setSpacing(style.GAP)
        for text, do in (("All", lambda: self._choose_shown(True)), ("None", lambda: self._choose_shown(False))):
            self._buttons.append(style.button(text, self, do))
        self.selected = style.button(f"Selected in {self._draft.host.name.capitalize()}", self, self._choose_selected)
        self._buttons.append(self.selected)
        for button in self._buttons:
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(self.count)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(style.GAP)
        whole.addWidget(self.search)
        whole.addWidget(self.view, 1)
        whole.addLayout(below)

    def refresh(self) -> None:
        """Show the draft as it is now."""
        rows = self._draft.rows()
        words = self.search.text().lower().split()
        if words:
            rows = [row for row in rows if all(one in _searched(row) for one in words)]
        self.view.show_rows(rows, is_urgent=True)
        self.view.setColumnHidden(RENDERER, len({output.renderer for output in self._draft.outputs}) < 2)  # else noise
        self.search.setVisible(len(self._draft.outputs) >= MANY)
        self.count.setText(f"{len(self._draft.chosen)} of {len(self._draft.outputs)}")

    def tab_order(self) -> Sequence[Any]:
        """What Tab goes through here, in order."""
        return [self.search, self.view, *self._buttons]

    def shown(self) -> Sequence[OutputRow]:
        """The rows in sight."""
        return self._model.rows

    def _choose(self, ids: Sequence[str], is_chosen: bool) -> None:
        self._draft.choose(ids, is_chosen=is_chosen)
        self.refresh()
        self.changed.emit()

    def _choose_shown(self, is_chosen: bool) -> None:
        self._choose([row.key for row in self.shown()], is_chosen)

    def _choose_selected(self) -> None:
        self._draft.chosen = set()
        self._choose(self._draft.selected(), True)

    def _set_frames(self, output: Any, text: str) -> None:
        self._draft.set_frames(output, text)
        self.refresh()
        self.changed.emit()

    def take_typed(self) -> None:
        """Take in what stands in an open editor, as Return does."""
        editor = self.view.findChild(QtWidgets.QLineEdit, "frames of output")
        if editor is not None and self.view.state() == QtWidgets.QAbstractItemView.EditingState:
            self.view.commitData(editor)
            self.view.closeEditor(editor, QtWidgets.QAbstractItemDelegate.NoHint)
