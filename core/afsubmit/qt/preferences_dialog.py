"""Asks for what the user sets once for all applications: the farm, and the Python of a farm of this machine."""

from __future__ import annotations

from typing import Any

from ..errors import AfError
from ..submitter import preferences
from ..submitter.preferences import Preferences
from . import style
from .binding import Qt, QtWidgets

FARM_HINT = "host:port of your studio's server, or local for the farm on this machine; empty: as configured."
PYTHON_HINT = "Runs the farm on this machine; empty: the one that came with the application."


class PreferencesDialog(QtWidgets.QDialog):
    """Shows what is kept; what cannot be kept is said in it, and it stays open."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.setObjectName("afsubmit preferences")
        self.setWindowTitle("Afanasy preferences")
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.server = self._line("server", "Farm", "as configured")
        self.python = self._line("python", "Python", "the application's own")
        self.problem = style.label(wraps=True, name="problem")
        self._fill()
        self._lay_out()

    def _line(self, name: str, label: str, when_empty: str) -> Any:
        line = QtWidgets.QLineEdit(self)
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setPlaceholderText(when_empty)
        return line

    def _fill(self) -> None:
        try:
            kept = preferences.load()
        except AfError as error:  # a file that cannot be used is replaced by what is saved here
            kept = Preferences()
            self._show_problem(str(error))
        self.server.setText(kept.server)
        self.python.setText(kept.python)
        self.problem.setVisible(bool(self.problem.text()))

    def _lay_out(self) -> None:
        choose = style.button("Choose\N{HORIZONTAL ELLIPSIS}", self, self._choose_python)
        python = QtWidgets.QHBoxLayout()
        python.addWidget(self.python, 1)
        python.addWidget(choose)
        form = QtWidgets.QFormLayout()
        form.setSpacing(style.GAP)
        form.addRow("Farm", self.server)
        form.addRow("", style.label(FARM_HINT, is_faint=True, wraps=True))
        form.addRow("Python", python)
        form.addRow("", style.label(PYTHON_HINT, is_faint=True, wraps=True))
        save = style.button("Save", self, self.save)
        save.setDefault(True)
        buttons = QtWidgets.QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(style.button("Cancel", self, self.reject))
        buttons.addWidget(save)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(style.MARGIN, style.MARGIN, style.MARGIN, style.MARGIN)
        whole.addLayout(form)
        whole.addWidget(self.problem)
        whole.addLayout(buttons)
        self.resize(style.lines(self, 32, 12))

    def _choose_python(self) -> None:
        path, _ = QtWidgets.QFileDialog.getOpenFileName(self, "Python", self.python.text())
        if path:
            self.python.setText(path)

    def save(self) -> None:
        """Keep what stands there, and close; what cannot be kept is said."""
        try:
            preferences.store(Preferences(self.server.text().strip(), self.python.text().strip()))
        except AfError as error:
            self._show_problem(str(error))
            return
        self.accept()

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(True)
