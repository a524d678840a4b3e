"""One widget for each kind of setting: it shows a value, tells that it was changed, and reads what is in it."""

from __future__ import annotations

import re
from typing import Any

from ..errors import SettingsError
from ..submission.settings.schema import durations, kinds
from ..submission.settings.values import Setting
from . import style
from .binding import Qt, QtCore, QtGui, QtWidgets, Signal

LINES_SHOWN = 3
_WHEN_EMPTY = re.compile(r"Empty(?: or 0)?: ([^.]+)\.")


class FieldEditor(QtCore.QObject):
    """`widget` is what is shown; `edited` is emitted after each change by the artist, never after `show`."""

    edited = Signal()

    def __init__(self, setting: Setting, widget: Any) -> None:
        super().__init__(widget)
        self.setting, self.widget = setting, widget
        self._is_showing = self._is_filled = False
        widget.setObjectName(setting.key)
        widget.setAccessibleName(setting.label)
        widget.setAccessibleDescription(setting.help)
        widget.setToolTip(style.plain_tip(setting.help))

    def show(self, value: Any) -> None:
        """Put `value` in, unless it stands there already: the cursor of who types is left alone."""
        try:
            if self._is_filled and self.read() == value:
                return
        except SettingsError:
            pass
        self._is_showing = self._is_filled = True
        self._put(value)
        self._is_showing = False

    def put(self, value: Any) -> None:
        """Put `value` in as the artist does: it is told."""
        self._is_filled = True
        self._put(value)

    def read(self) -> Any:
        """The value that stands there.

        Raises:
            SettingsError: there is none; the sentence begins with the key.
        """
        raise NotImplementedError

    def _put(self, value: Any) -> None:
        raise NotImplementedError

    def _changed(self, *_: object) -> None:
        if not self._is_showing:
            self.edited.emit()


def field_for(setting: Setting, parent: Any) -> FieldEditor:
    """A field for `setting`."""
    if setting.kind == kinds.SWITCH:
        return _SwitchEditor(setting, parent)
    if setting.kind == kinds.CHOICE:
        return _ChoiceEditor(setting, parent)
    if setting.kind in (kinds.LINES, kinds.MAP):
        return _LinesEditor(setting, parent)
    if setting.kind == kinds.WHOLE:
        return _NumberEditor(setting, parent)
    if setting.kind == kinds.FOLDER:
        return _FolderEditor(setting, parent)
    return _SuggestionEditor(setting, parent) if setting.choices else _TextEditor(setting, parent)


def when_empty(setting: Setting) -> str:
    """What an empty field means, for its placeholder; from the setting's own help."""
    found = _WHEN_EMPTY.search(setting.help)
    return found[1] if found else setting.to_text(setting.default) if setting.kind == kinds.WHOLE else ""


class _TextEditor(FieldEditor):
    def __init__(self, setting: Setting, parent: Any) -> None:
        self.line = QtWidgets.QLineEdit(parent)
        self.line.setPlaceholderText(when_empty(setting))
        super().__init__(setting, self.line)
        self.line.textChanged.connect(self._changed)

    def read(self) -> Any:
        return self.setting.from_text(self.line.text())

    def _put(self, value: Any) -> None:
        self.line.setText(self.setting.to_text(value))


class _FolderEditor(FieldEditor):
    def __init__(self, setting: Setting, parent: Any) -> None:
        whole = QtWidgets.QWidget(parent)
        self.line = QtWidgets.QLineEdit(whole)
        self.line.setPlaceholderText(when_empty(setting))
        button = QtWidgets.QToolButton(whole)
        button.setText("\N{HORIZONTAL ELLIPSIS}")
        button.setToolTip("Choose a folder")
        button.setAccessibleName(f"Choose a folder: {setting.label}")
        button.setFocusPolicy(Qt.StrongFocus)
        button.clicked.connect(lambda *_: self._choose())
        row = QtWidgets.QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.GAP // 2)
        row.addWidget(self.line, 1)
        row.addWidget(button)
        super().__init__(setting, whole)
        whole.setFocusProxy(self.line)
        self.line.setAccessibleName(setting.label)
        self.line.textChanged.connect(self._changed)

    def read(self) -> Any:
        return self.setting.from_text(self.line.text())

    def _put(self, value: Any) -> None:
        self.line.setText(self.setting.to_text(value))

    def _choose(self) -> None:
        folder = QtWidgets.QFileDialog.getExistingDirectory(self.widget, self.setting.label, self.line.text())
        if folder:
            self.line.setText(folder)


class _LinesEditor(FieldEditor):
    def __init__(self, setting: Setting, parent: Any) -> None:
        self.text = QtWidgets.QPlainTextEdit(parent)
        self.text.setTabChangesFocus(True)
        shown = "NAME=value, one on a line" if setting.kind == kinds.MAP else when_empty(setting)
        self.text.setPlaceholderText(shown)
        margins = 2 * self.text.frameWidth() + 2 * int(self.text.document().documentMargin())
        self.text.setFixedHeight(LINES_SHOWN * self.text.fontMetrics().lineSpacing() + margins)
        super().__init__(setting, self.text)
        self.text.textChanged.connect(self._changed)

    def read(self) -> Any:
        return self.setting.from_text(self.text.toPlainText())

    def _put(self, value: Any) -> None:
        is_map = self.setting.kind == kinds.MAP
        self.text.setPlainText("\n".join(f"{name}={one}" for name, one in value.items()) if is_map else value)


class _SwitchLabel(QtWidgets.QLabel):
    """The words beside a box; a click on them is a click on it. A box's own words would not wrap."""

    def __init__(self, box: Any, text: str, parent: Any) -> None:
        super().__init__(text, parent)
        self._box = box
        self.setTextFormat(Qt.PlainText)
        self.setWordWrap(True)

    def mouseReleaseEvent(self, _: Any) -> None:
        if self._box.isEnabled():
            self._box.setFocus(Qt.MouseFocusReason)
            self._box.click()


class _SwitchEditor(FieldEditor):
    def __init__(self, setting: Setting, parent: Any) -> None:
        whole = QtWidgets.QWidget(parent)
        self.box = QtWidgets.QCheckBox(whole)
        row = QtWidgets.QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.GAP)
        row.addWidget(self.box)
        row.addWidget(_SwitchLabel(self.box, setting.label, whole), 1)
        super().__init__(setting, whole)
        whole.setFocusProxy(self.box)
        self.box.setAccessibleName(setting.label)
        self.box.toggled.connect(self._changed)

    def read(self) -> Any:
        return self.box.isChecked()

    def _put(self, value: Any) -> None:
        self.box.setChecked(value)


def _choice_box(parent: Any) -> Any:
    box = QtWidgets.QComboBox(parent)
    box.setSizeAdjustPolicy(QtWidgets.QComboBox.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    return box


class _ChoiceEditor(FieldEditor):
    def __init__(self, setting: Setting, parent: Any) -> None:
        self.combo = _choice_box(parent)
        for choice in setting.choices:
            self.combo.addItem(choice_words(setting, choice), choice)
        super().__init__(setting, self.combo)
        self.combo.currentIndexChanged.connect(self._changed)

    def read(self) -> Any:
        return self.combo.currentData()

    def _put(self, value: Any) -> None:
        self.combo.setCurrentIndex(self.combo.findData(value))


def choice_words(setting: Setting, choice: str) -> str:
    """How a choice is shown: "" is what the help says of an empty field."""
    if not choice:
        empty = when_empty(setting)
        return f"({empty})" if empty else "(as the farm does)"
    words = choice.replace("_", " ")
    return words[:1].upper() + words[1:]


class _SuggestionEditor(FieldEditor):
    """A text with suggestions."""

    def __init__(self, setting: Setting, parent: Any) -> None:
        self.combo = _choice_box(parent)
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QtWidgets.QComboBox.NoInsert)
        self.combo.addItems(list(setting.choices))
        self.combo.setCurrentIndex(-1)
        self.combo.lineEdit().setPlaceholderText(when_empty(setting))
        super().__init__(setting, self.combo)
        self.combo.editTextChanged.connect(self._changed)

    def read(self) -> Any:
        return self.setting.from_text(self.combo.currentText())

    def _put(self, value: Any) -> None:
        self.combo.setEditText(self.setting.to_text(value))


class _NumberBox(QtWidgets.QAbstractSpinBox):
    """Arrows and keys step a number that may also be empty; what is typed is judged by the setting alone."""

    def __init__(self, setting: Setting, parent: Any) -> None:
        super().__init__(parent)
        self._setting = setting
        self.setFocusPolicy(Qt.StrongFocus)
        self.lineEdit().setPlaceholderText(when_empty(setting))

    def value(self) -> Any:
        """The number, or None where there is none."""
        try:
            return self._setting.from_text(self.lineEdit().text())
        except SettingsError:
            return None

    def stepBy(self, steps: int) -> None:
        """Step within the limits; an empty field begins at the lower one."""
        low, high = self._setting.minimum or 0, self._setting.maximum
        now = self.value()
        is_time = self._setting.unit == kinds.SECONDS
        value = low if now is None else durations.stepped(now, steps) if is_time else now + steps
        value = max(low, value if high is None else min(high, value))
        self.lineEdit().setText(self._setting.to_text(value))
        self.selectAll()

    def stepEnabled(self) -> Any:
        """Always both ways: the limits stop it."""
        return QtWidgets.QAbstractSpinBox.StepUpEnabled | QtWidgets.QAbstractSpinBox.StepDownEnabled

    def validate(self, text: str, place: int) -> Any:
        """Take everything: what cannot be used is said below the field."""
        return QtGui.QValidator.Acceptable, text, place


class _NumberEditor(FieldEditor):
    def __init__(self, setting: Setting, parent: Any) -> None:
        whole = QtWidgets.QWidget(parent)
        self.box = _NumberBox(setting, whole)
        metrics = self.box.fontMetrics()
        words = metrics.horizontalAdvance(when_empty(setting)) + 3 * metrics.height()
        is_time = setting.unit == kinds.SECONDS
        letters = (18 if is_time else 12) * metrics.averageCharWidth()
        self.box.setMinimumWidth(min(letters, 12 * metrics.averageCharWidth()))
        self.box.setMaximumWidth(max(letters, words))
        unit = style.label("as 2 h" if is_time else setting.unit, is_faint=True)
        row = QtWidgets.QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.GAP)
        row.addWidget(self.box, 1000)  # it takes what it may have, and the rest stays empty
        row.addWidget(unit)
        row.addStretch(1)
        super().__init__(setting, whole)
        whole.setFocusProxy(self.box)
        self.box.setAccessibleName(setting.label)
        self.box.lineEdit().textChanged.connect(self._changed)
        self.box.editingFinished.connect(self._write_out)

    def _write_out(self) -> None:
        """What was typed in one way is shown in the one of all such fields: `90m` is `1 h 30 min`."""
        value = self.box.value()
        if value is not None:
            self._is_showing = True
            self._put(value)
            self._is_showing = False

    def read(self) -> Any:
        return self.setting.from_text(self.box.lineEdit().text())

    def _put(self, value: Any) -> None:
        self.box.lineEdit().setText(self.setting.to_text(value))
