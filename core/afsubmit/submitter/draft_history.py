"""Undo and redo of what an artist does to a draft: settings, frames and chosen outputs. No Qt."""

from __future__ import annotations

from ..submission.settings.schema import kinds
from ..submission.settings.values import BY_KEY
from .draft import Draft, DraftState

MOST = 200
"""So many steps can be taken back."""


class DraftHistory:
    """The states of one draft; letters typed into one field are one step."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._back: list[DraftState] = []
        self._forth: list[DraftState] = []
        self._now, self._key = draft.state(), ""

    def begin(self) -> None:
        """Begin anew: another scene is open."""
        self._back, self._forth, self._now, self._key = [], [], self._draft.state(), ""

    def note(self, key: str = "") -> None:
        """The draft may have changed, by the field of `key`."""
        state = self._draft.state()
        if state == self._now:
            return
        if not (self._back and key and key == self._key and _is_typed(key)):
            self._back = [*self._back[-MOST + 1 :], self._now]
        elif state == self._back[-1]:  # typed, and taken back by the field itself
            self._back.pop()
        self._forth, self._now, self._key = [], state, key

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        return self._step(self._back, self._forth)

    def redo(self) -> bool:
        """Do again what was taken back last; False when there is none."""
        return self._step(self._forth, self._back)

    def _step(self, taken: list[DraftState], given: list[DraftState]) -> bool:
        if not taken:
            return False
        given.append(self._now)
        self._now, self._key = taken.pop(), ""
        self._draft.set_state(self._now)
        return True


def _is_typed(key: str) -> bool:
    return key in BY_KEY and key != "output_frames" and BY_KEY[key].kind not in (kinds.SWITCH, kinds.CHOICE)
