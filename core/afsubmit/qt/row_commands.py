"""The actions of one table, made of what can be done with its rows: each done with those that it fits, and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from ..submitter.watch import job_actions
from ..submitter.watch.job_actions import RowAction
from ..submitter.watch.job_params import ParamForm
from ..submitter.watch.orders import FarmAction
from ..submitter.watch.watcher import Watcher
from . import action_menus
from .binding import Qt, QtCore, QtWidgets
from .params_dialog import ParamsDialog

LOOKED_AT = 2_000
"""So many of the selected rows are looked at for what can be done; with more, whatever might be."""
NO_FARM = "The farm does not answer."


class RowCommands(QtCore.QObject):
    """`actions` by name.

    Args:
        parent: the panel.
        watcher: what tells the farm.
        kind: "job", "block" or "task".
        table: what can be done.
        rows: gives the selected rows, one after the other.
        order: what the farm is told for an action and rows.
    """

    def __init__(
        self,
        parent: Any,
        watcher: Watcher,
        kind: str,
        table: Sequence[RowAction],
        rows: Callable[[], Iterator[Any]],
        order: Callable[[RowAction, Any], FarmAction | None],
    ) -> None:
        super().__init__(parent)
        self._parent, self._watcher, self._kind = parent, watcher, kind
        self._table, self._rows, self._order = table, rows, order
        self.actions = {one.name: self._made(one) for one in table}
        self.form_actions: dict[str, Any] = {}

    def _made(self, one: RowAction) -> Any:
        return action_menus.made(self, one.label, one.tip, partial(self._press, one), key=one.key)

    def add_forms(
        self, forms: Sequence[ParamForm], order: Callable[[ParamForm, Sequence[Any], Any, str], FarmAction | None]
    ) -> None:
        """Offer to change these fields; `order` is what the farm is told for a form, rows, fields, and what it says."""
        for form in forms:
            do = partial(self._change, form, order)
            self.form_actions[form.name] = action_menus.made(self, form.label, form.tip, do, key=form.key)

    def offer(self, *, is_up: bool) -> None:
        """Enable what can be done with the selection, and say of the rest why not."""
        looked = list(islice(self._rows(), LOOKED_AT + 1))
        is_cut = len(looked) > LOOKED_AT
        for one in self._table:
            reason = "" if is_cut else job_actions.why_not(one, looked, self._kind)
            action_menus.offer(self.actions[one.name], reason if is_up else NO_FARM)
        for action in self.form_actions.values():
            action_menus.offer(action, NO_FARM if not is_up else "" if looked else f"Select a {self._kind} first.")

    def _press(self, one: RowAction) -> None:
        if self._kind == job_actions.TASKS:
            self._tell(one.label, self._order(one, self._rows()))
            return
        rows = job_actions.fitting(one, list(self._rows()))
        if not rows:
            return
        if one.question:
            text = job_actions.question(one, rows, self._kind)
            verb = one.label.rstrip("\N{HORIZONTAL ELLIPSIS}").partition(" ")[0]
            ask(self._parent, text, one.question, verb, lambda: self._tell(one.label, self._order(one, rows)))
        else:
            self._tell(one.label, self._order(one, rows))

    def _tell(self, label: str, action: FarmAction | None) -> None:
        if action is not None:
            self._watcher.do(label.rstrip("\N{HORIZONTAL ELLIPSIS}"), action)

    def _change(self, form: ParamForm, order: Callable[..., FarmAction | None]) -> None:
        from ..submitter.watch import job_params

        rows = list(self._rows())
        if not rows:
            return
        what = job_actions.named(rows, self._kind)

        def take(params: Any) -> None:
            self._tell(form.label, order(form, rows, params, job_params.said(form, params, what)))

        ParamsDialog(self._parent, form, self._kind, what, [row.answer for row in rows], take).show()


def ask(parent: Any, question: str, more: str, button: str, do: Callable[[], None]) -> None:
    """Ask before something is lost; Return is *Cancel*."""
    box = QtWidgets.QMessageBox(parent)
    box.setAttribute(Qt.WA_DeleteOnClose)
    box.setIcon(QtWidgets.QMessageBox.Question)
    box.setTextFormat(Qt.PlainText)
    box.setText(question)
    box.setInformativeText(more)
    agreed = box.addButton(button, QtWidgets.QMessageBox.DestructiveRole)
    box.setDefaultButton(box.addButton(QtWidgets.QMessageBox.Cancel))
    box.setWindowModality(Qt.WindowModal)
    box.buttonClicked.connect(lambda pressed: do() if pressed is agreed else None)
    box.show()
