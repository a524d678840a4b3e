"""What is under way: one submission at a time, and what came of the last one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .afsubmit.submission.sending.own_jobs import OwnJobs


class Activity:
    """What is under way and what came of the last one; Blender has one of it."""

    def __init__(self) -> None:
        self.background: Any = None
        self.attempt: Any = None
        self.opening: Any = None
        """What the hooks are asked before the dialog opens."""
        self.draft: dict[str, Any] = {}
        """What was typed into a dialog that was not sent, for the next one."""
        self.chosen: list[str] | None = None
        """The outputs that were chosen in it; None: as the scene says."""
        self.is_anew = False
        """Whether that dialog had a set-up, or what a job was sent with, in place of what the scene says."""
        self.filling: Any = None
        """What a job was sent with, for the next dialog to begin with."""
        self.notes: Sequence[str] = ()
        """What the next dialog says of what it begins with."""
        self._own: OwnJobs | None = None
        self.last: tuple[str, str] = ("", "NONE")
        """A sentence and its icon."""
        self.kind = "INFO"
        self.connection: tuple[str, str] = ("", "NONE")
        self.when_sent: Callable[[], None] = lambda: None
        """Called when a farm may have taken something."""
        self.is_hand_down = False
        """Whether a stroke or a move may be under way: the last thing seen of the artist was a press."""

    @property
    def own(self) -> OwnJobs:
        """What was sent from this Blender: its jobs and frames are no stranger's to the next submission."""
        from .afsubmit.submission.sending.own_jobs import OwnJobs

        self._own = self._own or OwnJobs()
        return self._own

    def refusal(self) -> str:
        """Why no other submission can begin now, or ""."""
        label = self.background.label if self.background else ""
        return f"A submission is under way ({label}); wait for it or press Esc to cancel it." if self.background else ""

    def begin(self, attempt: Any, background: Any) -> None:
        """Make `attempt`, driven by `background`, the one that is under way."""
        self.attempt, self.background = attempt, background

    def end(self) -> tuple[str, str]:
        """Forget it and say what came of it: the kind of report, and the sentence."""
        outcome = self.background.outcome()
        numbers = getattr(self.attempt, "numbers", "")
        if numbers and self.background.error is None:
            outcome = outcome._replace(text=f"{outcome.text} {numbers}")
        self.background = self.attempt = None
        self.is_hand_down = False
        return self.show(outcome)

    def show(self, outcome: Any) -> tuple[str, str]:
        """Keep what came of a submission for the panel."""
        self.last = (outcome.text, {"info": "CHECKMARK", "warning": "INFO"}.get(outcome.level, "ERROR"))
        self.kind = outcome.level.upper()
        if outcome.level != "error":
            self.when_sent()
        return self.kind, outcome.text


activity = Activity()
