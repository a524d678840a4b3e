"""What speaks against sending, the worst first, each with a button where something can be done about it here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import Problem
from ..submitter.draft import Draft
from ..submitter.problem_groups import ProblemGroup, groups_of
from ..submitter.watch import words
from . import style
from .binding import Qt, QtCore, QtWidgets, Signal

MOST = 100
"""So many are shown; who has more has one mistake many times."""
LINES = 5.5


class _Line(QtWidgets.QWidget):
    def __init__(self, group: ProblemGroup, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        icon = QtWidgets.QLabel(self)
        icon.setPixmap(style.dot(style.level_color(group.level, self.palette())).pixmap(QtCore.QSize(16, 16)))
        icon.setAccessibleName(group.level)
        self.text = style.label(words.one_line(group.text), wraps=True)
        self.text.setToolTip(_tip(group))
        self.text.setTextInteractionFlags(Qt.TextSelectableByMouse)
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.GAP)
        row.addWidget(icon)
        row.addWidget(self.text, 1)
        self.button = None
        if group.fix is not None:
            self.button = style.button(group.fix.label, self)
            row.addWidget(self.button)


class ProblemsList(QtWidgets.QScrollArea):
    """As high as its problems need, up to a few lines; gone when there are none. `fixed` carries the fix chosen."""

    fixed = Signal(object)

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("problems")
        self.setFrameShape(QtWidgets.QFrame.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.NoFocus)
        self._shown: list[tuple[Any, ...]] = []
        self._body = QtWidgets.QWidget()
        self._column = QtWidgets.QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, style.GAP, 0)
        self._column.setSpacing(style.GAP)
        self.setWidget(self._body)
        self.hide()

    def show_problems(self, problems: Sequence[Problem], draft: Draft) -> None:
        """Show these; the lines stay when nothing differs, so that a button under the mouse stays, too."""
        self.show_groups(groups_of(problems, draft))

    def show_groups(self, groups: Sequence[ProblemGroup]) -> None:
        """Show these lines, as `show_problems`."""
        groups = groups[:MOST]
        lines = [(*group.problems, group.text, group.fix.label if group.fix else "") for group in groups]
        if lines == self._shown:
            return
        self._shown = lines
        while self._column.count():
            gone = self._column.takeAt(0).widget()
            gone.hide()  # it lives until the events that are under way are done
            gone.deleteLater()
        for group in groups:
            line = self._line(group)
            self._column.addWidget(line)
            line.show()  # Qt would show it later, and what is not shown counts as empty when heights are asked for
        self.setVisible(bool(lines))
        self._fit()

    def _line(self, group: ProblemGroup) -> Any:
        line = _Line(group, self._body)
        if line.button is not None:
            line.button.clicked.connect(lambda *_: self.fixed.emit(group.fix))
        return line

    def resizeEvent(self, event: Any) -> None:
        """Text that wraps needs other heights."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.viewport().width()
        needed = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else 0
        needed = max(needed, self._column.minimumSize().height()) if needed <= 0 else needed
        most = int(self.fontMetrics().lineSpacing() * LINES * 1.3)
        height = max(1, min(needed, most))
        if height != self.height() or self.maximumHeight() != height:
            self.setFixedHeight(height)
        self._body.resize(width, max(needed, self.viewport().height()))
        self._column.setGeometry(self._body.rect())  # Qt keeps the heights of lines that were there before


def _tip(group: ProblemGroup) -> str:
    """The names of all that a line stands for."""
    names = [problem.where for problem in group.problems] if len(group.problems) > 1 else []
    return style.plain_tip("\n".join(names)).replace("\n", "<br>") if names else ""
