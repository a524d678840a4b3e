"""The form of settings, drawn from the schema: few in sight, the rest one click or one search away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import SettingsError
from ..submission.settings.schema import kinds
from ..submission.settings.values import BY_KEY, GROUPS, Setting
from ..submitter import farm_picks
from ..submitter.draft import Draft
from ..submitter.told_values import told
from . import style
from .binding import Qt, QtCore, QtGui, QtWidgets, Signal
from .farm_picker import ASK_AFTER_MS, FarmPicker, FarmSource
from .later import later
from .setting_editors import FieldEditor, field_for

LABEL_LETTERS = 21
NOTE_LETTERS = 300
"""So much is said below a field; what was pasted may be a megabyte."""


class _Row(QtWidgets.QWidget):
    """Label, field, and a button that puts the usual value back; below them what is wrong, or who locks it."""

    def __init__(self, setting: Setting, parent: Any, farm: FarmSource) -> None:
        super().__init__(parent)
        self.setting, self._farm = setting, farm
        self.setObjectName(f"row {setting.key}")
        self.field: FieldEditor = field_for(setting, self)
        is_switch = setting.kind == kinds.SWITCH
        self.label = style.label("" if is_switch else setting.label, wraps=True)
        self.label.setFixedWidth(self.fontMetrics().averageCharWidth() * LABEL_LETTERS)
        self.label.setToolTip(style.plain_tip(setting.help))
        self.label.setBuddy(self.field.widget)
        self.reset = QtWidgets.QToolButton(self)
        self.reset.setObjectName(f"reset {setting.key}")
        self.reset.setIcon(style.back_arrow(self.palette().color(QtGui.QPalette.WindowText)))
        self.reset.setAutoRaise(True)
        self.reset.setAccessibleName(f"Reset {setting.label}")
        self.reset.setFixedWidth(self.fontMetrics().height() + 6)
        keeps = self.reset.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keeps)
        self.pick = self._make_pick() if setting.key in farm_picks.PICKED else None
        self.note = style.label(wraps=True, name=f"note {setting.key}")
        self.note.hide()
        self._lay_out()

    def _make_pick(self) -> Any:
        pick = QtWidgets.QToolButton(self)
        pick.setObjectName(f"pick {self.setting.key}")
        pick.setText("\N{HORIZONTAL ELLIPSIS}")
        pick.setFocusPolicy(Qt.StrongFocus)
        pick.setAccessibleName(f"Choose {farm_picks.TITLES[self.setting.key]} of the farm: {self.setting.label}")
        pick.setToolTip(f"Choose among the {farm_picks.TITLES[self.setting.key]} of the farm")
        return pick

    def _lay_out(self) -> None:
        grid = QtWidgets.QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(style.GAP)
        grid.setVerticalSpacing(2)
        tall = self.setting.kind in (kinds.LINES, kinds.MAP)
        grid.addWidget(self.label, 0, 0, Qt.AlignTop if tall else Qt.AlignVCenter)
        across = QtWidgets.QHBoxLayout()
        across.setSpacing(style.GAP // 2)
        across.addWidget(self.field.widget, 1)
        if self.pick is not None:
            across.addWidget(self.pick, 0, Qt.AlignTop if tall else Qt.AlignVCenter)
        grid.addLayout(across, 0, 1)
        grid.addWidget(self.reset, 0, 2, Qt.AlignTop if tall else Qt.AlignVCenter)
        grid.addWidget(self.note, 1, 1)
        grid.setColumnStretch(1, 1)

    def show_state(self, draft: Draft) -> None:
        """Value, mark, lock and mistake as the draft has them."""
        key = self.setting.key
        usual, wrong = draft.usual(key), draft.wrong.get(key, "")
        if not wrong:
            self.field.show(draft.get(key))
        is_changed = draft.is_changed(key)
        is_switch = self.setting.kind == kinds.SWITCH
        marked = self.field.widget.findChild(QtWidgets.QLabel) if is_switch else self.label
        if marked.font().bold() != is_changed:
            font = marked.font()
            font.setBold(is_changed)
            marked.setFont(font)
        self.reset.setVisible(is_changed and not usual.is_locked)
        if is_changed:
            text = self.setting.to_text(usual.value) or "empty"
            self.reset.setToolTip(style.plain_tip(f"Back to {text}"))
        for part in (self.field.widget, self.pick):
            if part is not None:
                part.setEnabled(not usual.is_locked)
        self._say(wrong, f"The {usual.locked_by} keeps it so." if usual.locked_by else self._told(draft))

    def _told(self, draft: Draft) -> str:
        """What the value comes to: a date, or so many machines of the farm."""
        key, lists = self.setting.key, self._farm.lists
        if key not in farm_picks.MACHINES or not draft.get(key):
            return told(self.setting, draft.get(key))
        self._farm.ask(after_ms=ASK_AFTER_MS)
        return farm_picks.machines_said(lists, draft.settings) if lists is not None else ""

    def _say(self, wrong: str, said: str) -> None:
        text = wrong or said
        if text != self.note.text():
            self.note.setText(text if len(text) <= NOTE_LETTERS else f"{text[:NOTE_LETTERS]}\N{HORIZONTAL ELLIPSIS}")
            palette = self.palette()
            color = style.readable(style.level_color("error", palette), palette) if wrong else style.faint(palette)
            palette.setColor(QtGui.QPalette.WindowText, color)
            self.note.setPalette(palette)
        self.note.setVisible(bool(text))


class SettingsForm(QtWidgets.QWidget):
    """Shows a draft's settings and changes it; tells the key of each change."""

    changed = Signal(str)
    has_more = Signal()
    """Settings that were not in sight before have their fields now."""

    def __init__(self, draft: Draft, parent: Any) -> None:
        super().__init__(parent)
        self._draft = draft
        self._rows: dict[str, _Row] = {}
        self._columns: dict[str, Any] = {}
        self._titles: dict[str, Any] = {}
        self.farm = FarmSource(self)
        self.farm.changed.connect(self.count_machines)
        self.search = QtWidgets.QLineEdit(self)
        self.search.setObjectName("search settings")
        self.search.setPlaceholderText("Search settings")
        style.with_clear_button(self.search)
        self.search.textChanged.connect(lambda _: self.refresh())
        self.all = QtWidgets.QCheckBox("Show all", self)
        self.all.setObjectName("all settings")
        self.all.toggled.connect(lambda _: self.refresh())
        self.none = style.label("No setting has these words.", is_faint=True, name="no setting")
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        top = QtWidgets.QHBoxLayout()
        top.setSpacing(style.MARGIN)
        top.addWidget(self.search, 1)
        top.addWidget(self.all)
        body = QtWidgets.QWidget()
        column = QtWidgets.QVBoxLayout(body)
        column.setContentsMargins(0, 0, style.GAP, style.MARGIN)
        column.setSpacing(0)
        for group, words in GROUPS.items():
            self._titles[group] = style.heading(words)
            column.addWidget(self._titles[group])
            self._columns[group] = QtWidgets.QVBoxLayout()
            self._columns[group].setSpacing(style.GAP)
            column.addLayout(self._columns[group])
        column.addWidget(self.none)
        column.addStretch(1)
        self.area = QtWidgets.QScrollArea(self)
        self.area.setObjectName("settings")
        self.area.setFrameShape(QtWidgets.QFrame.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.area.setWidget(body)
        self.area.setFocusPolicy(Qt.NoFocus)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(style.GAP, 0, 0, 0)
        whole.setSpacing(style.GAP)
        whole.addLayout(top)
        whole.addWidget(self.area, 1)

    def refresh(self) -> None:
        """Show the draft as it is now. Rows are made when they are first seen."""
        words, known = self.search.text().lower().split(), len(self._rows)
        shown: set[str] = set()
        keys = self._draft.keys
        for key in dict.fromkeys((*keys, *self._rows)):
            is_wanted = key in keys and self._is_wanted(key, words)
            row = self._rows.get(key)
            if is_wanted:
                row = row or self._made(key)
                row.show_state(self._draft)
                shown.add(row.setting.group)
            if row is not None:
                row.setVisible(is_wanted)
        for group, title in self._titles.items():
            title.setVisible(group in shown)
        self.none.setVisible(not shown)
        if len(self._rows) != known:
            self.has_more.emit()
        body = self.area.widget()
        self.area.setMinimumWidth(body.minimumSizeHint().width() + self.area.verticalScrollBar().sizeHint().width())

    def tab_order(self) -> list[Any]:
        """What Tab goes through here, in the order in which it stands, whenever it was made."""
        rows = [self._rows[key] for key in BY_KEY if key in self._rows]
        editors = [(row.field.widget.focusProxy() or row.field.widget, row.pick, row.reset) for row in rows]
        return [self.search, self.all, *(widget for parts in editors for widget in parts if widget is not None)]

    def go_to(self, key: str) -> None:
        """Bring a setting into sight and put the cursor into it."""
        row = self._rows.get(key)
        if row is None or not row.isVisibleTo(self):
            self.search.clear()
        if not self._is_wanted(key, []):
            self.all.setChecked(True)
        self.refresh()
        row = self._rows[key]
        later(row, 0, lambda: self.area.ensureWidgetVisible(row))
        row.field.widget.setFocus(Qt.OtherFocusReason)

    def eventFilter(self, editor: Any, event: Any) -> bool:
        """Leave undo and redo to the window where the editor that has the keyboard has none of its own."""
        if event.type() != QtCore.QEvent.ShortcutOverride:
            return False
        own = editor if isinstance(editor, QtWidgets.QLineEdit) else editor.document()
        undo, redo = (event.matches(keys) for keys in (QtGui.QKeySequence.Undo, QtGui.QKeySequence.Redo))
        if (undo and not own.isUndoAvailable()) or (redo and not own.isRedoAvailable()):
            event.ignore()
            return True
        return False

    def _is_wanted(self, key: str, words: list[str]) -> bool:
        setting = BY_KEY[key]
        if words:
            return setting.has_words(words)
        return not setting.is_advanced or self.all.isChecked() or self._draft.is_changed(key)

    def _made(self, key: str) -> _Row:
        setting = BY_KEY[key]
        row = self._rows[key] = _Row(setting, self.area.widget(), self.farm)
        order = [one for one, other in BY_KEY.items() if other.group == setting.group and one in self._rows]
        self._columns[setting.group].insertWidget(order.index(key), row)
        for kind in (QtWidgets.QLineEdit, QtWidgets.QPlainTextEdit):
            for editor in row.findChildren(kind):
                editor.installEventFilter(self)
        row.field.edited.connect(lambda: self._take(row))
        row.reset.clicked.connect(lambda *_: self._reset(row))
        if row.pick is not None:
            row.pick.clicked.connect(lambda *_: self._pick(row))
        return row

    def _pick(self, row: _Row) -> None:
        """Show what the farm has for this setting; what is chosen stands in the field, as if it were typed."""
        picker = FarmPicker(row.setting, self.farm, self._draft.settings, self)
        picker.chosen.connect(row.field.put)
        picker.open()

    def count_machines(self) -> None:
        """Say anew how many machines the masks leave, as far as the farm has answered."""
        self._show_states(farm_picks.MACHINES)

    def _show_states(self, keys: Sequence[str]) -> None:
        for key in keys:
            if key in self._rows:
                self._rows[key].show_state(self._draft)

    def _take(self, row: _Row) -> None:
        key = row.setting.key
        try:
            self._draft.set(key, row.field.read())
        except SettingsError as error:
            self._draft.set_wrong(key, str(error))
        self._show_states([key, *(farm_picks.MACHINES if key in farm_picks.COUNTED else ())])
        self.changed.emit(key)

    def _reset(self, row: _Row) -> None:
        self._draft.reset(row.setting.key)
        row.field.show(self._draft.get(row.setting.key))
        row.show_state(self._draft)
        row.field.widget.setFocus(Qt.OtherFocusReason)
        self.changed.emit(row.setting.key)
