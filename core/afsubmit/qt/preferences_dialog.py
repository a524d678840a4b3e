"""Asks for what the user sets once for all applications: the farm, and the Python of a farm of this machine."""

from __future__ import annotations

from typing import Any

from ..errors import AfError
from ..submitter import preferences
from ..submitter.preferences import Preferences
from . import outlines, style
from .binding import Qt, QtWidgets

FARM_HINT = "host:port of your studio's server, or local for the farm on this machine; empty: as configured."
HOURS_HINT = "Such as 20:00-08:00, sat-sun: then it renders with all tasks at a time; empty: always."
AT_WORK_HINT = "Tasks at a time outside these hours; 0: none."
KEEP_HINT = "Days after which a job that is done is deleted, with its copy of the scene; 0: never."
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
        self.notices = self._box("notices", "Tell me on the desktop when my jobs are done or have failed")
        self.slots = self._number("slots", "Tasks at a time", 1, 256)
        self.hours = self._line("hours", "Hours", "always")
        self.slots_at_work = self._number("slots_at_work", "While I work", 0, 256)
        self.keep_days = self._number("keep_days", "Keep done jobs", 0, 36500)
        self.runs_on_battery = self._box("runs_on_battery", "Start tasks on battery, too")
        self.problem = style.label(wraps=True, name="problem")
        self._farm_before: dict[str, Any] = {}
        self._fill()
        self._lay_out()
        outlines.dress(self)

    def _line(self, name: str, label: str, when_empty: str) -> Any:
        line = QtWidgets.QLineEdit(self)
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setPlaceholderText(when_empty)
        return line

    def _box(self, name: str, label: str) -> Any:
        box = QtWidgets.QCheckBox(label, self)
        box.setObjectName(name)
        fixed = QtWidgets.QSizePolicy.Fixed  # as wide as its words: beside them Qt 5 hears no click
        box.setSizePolicy(fixed, fixed)
        return box

    def _number(self, name: str, label: str, least: int, most: int) -> Any:
        box = QtWidgets.QSpinBox(self)
        box.setObjectName(name)
        box.setAccessibleName(label)
        box.setRange(least, most)
        return box

    def _fill(self) -> None:
        try:
            kept = preferences.load()
        except AfError as error:  # a file that cannot be used is replaced by what is saved here
            kept = Preferences()
            self._show_problem(str(error))
        self.server.setText(kept.server)
        self.python.setText(kept.python)
        self.notices.setChecked(kept.notices != "off")
        self._fill_farm()
        self.problem.setVisible(bool(self.problem.text()))

    def _fill_farm(self) -> None:
        try:
            kept = preferences.farm_settings()
        except AfError as error:
            self._show_problem(str(error))
            return
        self.slots.setValue(kept.slots)
        self.hours.setText(kept.hours)
        self.slots_at_work.setValue(kept.slots_at_work)
        self.keep_days.setValue(kept.keep_days)
        self.runs_on_battery.setChecked(kept.runs_on_battery)
        self._farm_before = self._farm_values()

    def _farm_values(self) -> dict[str, Any]:
        return {
            "slots": self.slots.value(),
            "hours": self.hours.text().strip(),
            "slots_at_work": self.slots_at_work.value(),
            "keep_days": self.keep_days.value(),
            "runs_on_battery": self.runs_on_battery.isChecked(),
        }

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
        form.addRow("", self.notices)
        form.addRow(style.label("The farm on this machine"))
        form.addRow("Tasks at a time", self.slots)
        form.addRow("Hours", self.hours)
        form.addRow("", style.label(HOURS_HINT, is_faint=True, wraps=True))
        form.addRow("While I work", self.slots_at_work)
        form.addRow("", style.label(AT_WORK_HINT, is_faint=True, wraps=True))
        form.addRow("", self.runs_on_battery)
        form.addRow("Keep done jobs", self.keep_days)
        form.addRow("", style.label(KEEP_HINT, is_faint=True, wraps=True))
        save = style.button("Save", self, self.save)
        save.setDefault(True)
        buttons = QtWidgets.QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(style.button("Cancel", self, self.reject))
        buttons.addWidget(save)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(style.MARGIN, style.MARGIN, style.MARGIN, style.MARGIN)
        whole.addLayout(form)
        whole.addStretch(1)
        whole.addWidget(self.problem)
        whole.addLayout(buttons)
        size = style.lines(self, 34, 24)
        self.resize(size.width(), max(size.height(), whole.heightForWidth(size.width())))

    def resizeEvent(self, event: Any) -> None:
        """What is said wraps in a narrow window, and is never cut."""
        super().resizeEvent(event)
        self.setMinimumHeight(self.layout().heightForWidth(self.width()))

    def _choose_python(self) -> None:
        path, _ = QtWidgets.QFileDialog.getOpenFileName(self, "Python", self.python.text())
        if path:
            self.python.setText(path)

    def save(self) -> None:
        """Keep what stands there, and close; what cannot be kept is said."""
        try:
            notices = "" if self.notices.isChecked() else "off"
            preferences.store(Preferences(self.server.text().strip(), self.python.text().strip(), notices))
            values = self._farm_values()
            changed = {name: value for name, value in values.items() if value != self._farm_before.get(name)}
            if changed:  # what stays as it is goes on following the studio's configuration
                preferences.store_farm(**changed)
        except AfError as error:
            self._show_problem(str(error))
            return
        self.accept()

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(True)
