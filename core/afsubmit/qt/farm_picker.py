"""A list of what the farm has, to pick from: machines, pools, jobs. Without a server the field it belongs to stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..submission.settings.values import Setting
from ..submitter import farm_picks
from ..submitter.farm_lists import FarmLists, FarmListsAsker
from ..submitter.watch import words
from . import outlines, style
from .binding import Qt, QtCore, QtWidgets, Signal
from .carrier import Carrier

NAME = int(Qt.UserRole) + 1
ASK_AFTER_MS = 400
"""So long after the last letter a mask is counted by machines that were asked for anew."""


class _ListsSignal(Carrier):
    """Brings lists from the thread that asked for them."""

    arrived = Signal(object)


class FarmSource(QtCore.QObject):
    """What the chosen farm has, as far as it is known; `changed` tells that more is known now."""

    changed = Signal()

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.choice: Callable[[], str] = str
        """Which farm is chosen."""
        self._lists: FarmLists | None = None
        self._arrived = _ListsSignal()
        self._arrived.arrived.connect(self._take)
        self._asker = FarmListsAsker(self._arrived.arrived.emit)
        self.destroyed.connect(self._asker.close)
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._asker.ask(self.choice()))

    @property
    def lists(self) -> FarmLists | None:
        """What the farm that is chosen now has; None until it has answered."""
        return self._lists if self._lists is not None and self._lists.choice == self.choice() else None

    def ask(self, *, after_ms: int = 0) -> None:
        """Ask the farm, on a thread; what is fresh is not asked for again."""
        self._timer.start(after_ms)

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._asker.close()

    def _take(self, lists: FarmLists) -> None:
        if lists != self._lists:
            self._lists = lists
            self.changed.emit()


class FarmPicker(QtWidgets.QDialog):
    """Shows what there is for one setting; `chosen` carries the value that picking it makes."""

    chosen = Signal(object)

    def __init__(self, setting: Setting, source: FarmSource, values: Mapping[str, Any], parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("afsubmit picker")
        self.setAttribute(Qt.WA_DeleteOnClose)
        self._what = farm_picks.TITLES[setting.key]
        self.setWindowTitle(f"{setting.label}: {self._what} of the farm")
        self._key, self._source, self._values = setting.key, source, values
        self._is_single = setting.key in farm_picks.SINGLE
        self._names: list[str] = []
        self._checked: set[str] = set()
        self.search = QtWidgets.QLineEdit(self)
        self.search.setPlaceholderText(f"Search {self._what}")
        self.search.setAccessibleName(f"Search {self._what}")
        style.with_clear_button(self.search)
        self.search.textChanged.connect(lambda _: self._show_found())
        self.list = self._make_list()
        self.state = style.label(wraps=True, name="picker state")
        self.use = style.button("Use", self, self._use)
        self.use.setDefault(True)
        self._lay_out()
        outlines.dress(self)
        source.changed.connect(self._fill)
        self._fill()
        source.ask()

    def _make_list(self) -> Any:
        shown = QtWidgets.QTreeWidget(self)
        shown.setObjectName("picks")
        shown.setAccessibleName(self._what)
        shown.setColumnCount(2)
        shown.setHeaderHidden(True)
        shown.setRootIsDecorated(False)
        shown.setUniformRowHeights(True)
        shown.header().setStretchLastSection(False)
        shown.header().setSectionResizeMode(0, QtWidgets.QHeaderView.Stretch)
        shown.header().setSectionResizeMode(1, QtWidgets.QHeaderView.ResizeToContents)
        shown.setItemDelegateForColumn(0, outlines.BoxDelegate(shown))
        if self._is_single:
            shown.itemDoubleClicked.connect(lambda *_: self._use())
            shown.itemSelectionChanged.connect(self._count)
        else:
            shown.setSelectionMode(QtWidgets.QAbstractItemView.ExtendedSelection)
            shown.itemClicked.connect(lambda item, _: self._toggle([item]))
            shown.installEventFilter(self)
        return shown

    def _lay_out(self) -> None:
        buttons = QtWidgets.QHBoxLayout()
        buttons.setSpacing(style.GAP)
        buttons.addWidget(self.state, 1)
        buttons.addWidget(style.button("Cancel", self, self.reject))
        buttons.addWidget(self.use)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(style.MARGIN, style.MARGIN, style.MARGIN, style.MARGIN)
        whole.setSpacing(style.GAP)
        whole.addWidget(self.search)
        whole.addWidget(self.list, 1)
        whole.addLayout(buttons)
        self.resize(style.lines(self, 26, 28))

    # What is shown

    def _fill(self) -> None:
        lists = self._source.lists
        self._picks = farm_picks.picks(self._key, lists) if lists is not None else []
        names = [pick.name for pick in self._picks]
        if lists is not None and not self._names:
            self._checked = set(farm_picks.picked(self._key, self._values, names))
        self._names = names
        self._show_found()

    def _show_found(self) -> None:
        words_ = self.search.text().lower().split()
        self.list.clear()
        for pick in self._picks:
            if all(word in f"{pick.name} {pick.about}".lower() for word in words_):
                self.list.addTopLevelItem(self._item(pick))
        self._count()

    def _item(self, pick: farm_picks.Pick) -> Any:
        item = QtWidgets.QTreeWidgetItem([words.one_line(pick.name), pick.about])
        item.setData(0, NAME, pick.name)
        item.setToolTip(0, style.plain_tip(pick.name))
        item.setForeground(1, style.faint(self.palette()))
        item.setSizeHint(0, QtCore.QSize(0, style.row_height(self)))
        item.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable)
        if self._is_single:
            item.setSelected(pick.name in self._checked)
        else:
            item.setCheckState(0, Qt.Checked if pick.name in self._checked else Qt.Unchecked)
        return item

    def _count(self) -> None:
        lists = self._source.lists
        self.use.setEnabled(bool(self._names))
        if lists is None:
            said = "Asking the farm\N{HORIZONTAL ELLIPSIS}"
        elif lists.sentence:
            said = f"{lists.sentence} What you know can be typed into the field."
        elif not self._names:
            said = f"The farm has no {self._what}."
        elif not self.list.topLevelItemCount():
            said = "Nothing has these words in its name."
        elif self._is_single:
            said = f"{len(self._names):,} {self._what}"
        else:
            said = f"{len(self._chosen()):,} of {len(self._names):,} chosen"
        self.state.setText(said)

    # What is picked

    def eventFilter(self, _: Any, event: Any) -> bool:
        """Space checks what is selected, all as the first of it."""
        if event.type() != QtCore.QEvent.KeyPress or event.key() != Qt.Key_Space:
            return False
        self._toggle(self.list.selectedItems() or [self.list.currentItem()])
        return True

    def _toggle(self, items: Sequence[Any]) -> None:
        items = [item for item in items if item is not None]
        if not items:
            return
        is_on = items[0].data(0, NAME) not in self._checked
        for item in items:
            (self._checked.add if is_on else self._checked.discard)(item.data(0, NAME))
            item.setCheckState(0, Qt.Checked if is_on else Qt.Unchecked)
        self._count()

    def _chosen(self) -> list[str]:
        if self._is_single:
            return [item.data(0, NAME) for item in self.list.selectedItems()]
        return [name for name in self._names if name in self._checked]

    def _use(self) -> None:
        self.chosen.emit(farm_picks.value_for(self._key, self._values, self._chosen(), self._names))
        self.accept()
