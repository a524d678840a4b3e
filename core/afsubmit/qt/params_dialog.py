"""Changes fields of jobs or blocks that are on the farm, in the editors of the settings; what must not be is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ..errors import SettingsError
from ..submitter.watch import job_params, words
from ..submitter.watch.job_params import ParamForm
from . import outlines, style
from .binding import Qt, QtGui, QtWidgets
from .setting_editors import FieldEditor, field_for

NOTE_SHARE = 3.0
"""How well a note of what is wrong stands out from the window."""
SHOWN = 3
"""So many of the values that differ are named."""


class ParamsDialog(QtWidgets.QDialog):
    """Shows what the first of `answers` says; `take` gets the fields that are to be set, when they may be."""

    def __init__(
        self,
        parent: Any,
        form: ParamForm,
        kind: str,
        what: str,
        answers: Sequence[Mapping[str, Any]],
        take: Callable[[Mapping[str, Any]], None],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("params")
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModal)
        self.setWindowTitle(form.label.rstrip("\N{HORIZONTAL ELLIPSIS}"))
        outlines.dress(self)
        self._form, self._kind, self._take = form, kind, take
        self._before = {one.key: job_params.value_of(one, answers[0]) for one in form.settings}
        self._differs = {one.key: job_params.differing(one, answers) for one in form.settings}
        self._touched: set[str] = set()
        self.editors: dict[str, FieldEditor] = {}
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(*[style.MARGIN] * 4)
        whole.setSpacing(style.GAP)
        heading = style.title(f"{what[:1].upper()}{what[1:]}", name="what")
        heading.setWordWrap(True)
        whole.addWidget(heading)
        for setting in form.settings:
            self._add(setting, whole)
        self.note = style.label(wraps=True, name="wrong")
        palette = self.note.palette()
        color = style.readable(style.state_color(words.FAILED, palette), palette)
        palette.setColor(QtGui.QPalette.WindowText, color)
        self.note.setPalette(palette)
        whole.addWidget(self.note)
        whole.addStretch(1)
        whole.addLayout(self._buttons())
        self.setMinimumWidth(style.lines(self, 30, 1).width())
        self._look()
        next(iter(self.editors.values())).widget.setFocus()

    def _add(self, setting: Any, whole: Any) -> None:
        editor = field_for(setting, self)
        editor.show(self._before[setting.key])
        editor.edited.connect(partial(self._edit, setting.key))
        self.editors[setting.key] = editor
        label = QtWidgets.QLabel(setting.label, self)
        label.setTextFormat(Qt.PlainText)
        label.setBuddy(editor.widget)
        label.setContentsMargins(0, style.GAP, 0, 0)
        whole.addWidget(label)
        whole.addWidget(editor.widget)
        whole.addWidget(style.label(setting.help, is_faint=True, wraps=True))
        found = self._differs[setting.key]
        if found:
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            said = f"They differ: {', '.join(map(words.one_line, found[:SHOWN]))}{more}. All get what you write here."
            whole.addWidget(style.label(said, wraps=True, name=f"differ {setting.key}"))

    def _buttons(self) -> Any:
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(style.GAP)
        row.addStretch(1)
        row.addWidget(style.button("Cancel", self, self.reject))
        self.ok = style.button("Change", self, self.accept)
        self.ok.setAutoDefault(True)
        self.ok.setDefault(True)
        row.addWidget(self.ok)
        return row

    def _edit(self, key: str) -> None:
        self._touched.add(key)
        self._look()

    def _params(self) -> Mapping[str, Any]:
        """What is to be set.

        Raises:
            SettingsError: something that is typed cannot be used, or must not leave this machine.
        """
        values = {key: self._read(editor) for key, editor in self.editors.items()}
        forced = {key for key in self._touched if self._differs[key]}
        return job_params.checked(self._form, self._kind, values, self._before, forced)

    def _read(self, editor: FieldEditor) -> Any:
        try:
            return editor.read()
        except SettingsError as error:  # begins with the key, which nobody sees here
            key, label = editor.setting.key, editor.setting.label
            raise SettingsError(
                f"{label}{str(error)[len(key) :]}" if str(error).startswith(key) else str(error)
            ) from error

    def _look(self) -> None:
        """Say what is wrong as it is typed; nothing is sent that changes nothing."""
        try:
            params, wrong = self._params(), ""
        except SettingsError as error:
            params, wrong = {}, str(error)
        self.note.setText(wrong)
        self.note.setVisible(bool(wrong))
        self.ok.setEnabled(bool(params))
        self._fit()

    def _fit(self) -> None:
        """As high as what is said takes at this width: the layout of a window alone does not ask for it."""
        self.layout().activate()
        self.setMinimumHeight(min(self.layout().totalHeightForWidth(self.width()), style.lines(self, 1, 900).height()))

    def resizeEvent(self, event: Any) -> None:
        """Other widths break lines elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def accept(self) -> None:
        """Hand over what is to be set, and close."""
        try:
            params = self._params()
        except SettingsError:
            return
        if params:
            self._take(params)
            super().accept()
