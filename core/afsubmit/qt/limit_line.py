"""The line below a job's estimate that proposes a time limit for its tasks, with the button that sets it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..submitter.watch import time_limits
from ..submitter.watch.time_limits import Proposal
from . import style
from .binding import QtWidgets


class LimitLine(QtWidgets.QWidget):
    """Hidden while nothing is proposed. `limit` is given the proposals that are shown when the button is pressed."""

    def __init__(self, parent: Any, *, limit: Callable[[Sequence[Proposal]], None]) -> None:
        super().__init__(parent)
        self.setObjectName("limits")
        self._limit = limit
        self._proposals: Sequence[Proposal] = ()
        self.text = style.label(is_faint=True, wraps=True, name="limits text")
        self.button = style.button("", self, self._press)
        self.button.setToolTip("A task that takes longer is ended, and tried again")
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.GAP)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show these from now on; none hides the line."""
        if proposals == self._proposals:
            return
        self._proposals = proposals
        if proposals:
            self.text.setText(time_limits.sentence(proposals))
            self.button.setText(time_limits.button(proposals))
        self.setVisible(bool(proposals))

    def _press(self) -> None:
        """What is on the screen is what is set; the farm's next answer takes the line away."""
        self._limit(self._proposals)
