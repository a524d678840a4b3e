"""Several submissions as one act, such as all set-ups of a scene: sent one after the other. No Qt.

A `SubmissionSeries` has the steps, cancel, roll-back, receipts, undone and notes of a `SubmissionAttempt`: `Background`
drives either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..errors import CancelledError
from ..submission.planning.plan import Plan
from ..submission.sending.delivery import Receipt
from ..submission.sending.submission import Step
from .attempt import SubmissionAttempt, SubmissionRequest, take_settings
from .outcome import taken
from .watch import words


@dataclass
class SeriesPart:
    """One of them; `state` is one of `words`: waiting, running, done or failed."""

    request: SubmissionRequest
    attempt: SubmissionAttempt
    state: str = words.WAITING
    label: str = ""
    """What is being done while it runs."""

    @property
    def name(self) -> str:
        """The name of its set-up, else of its scene."""
        return self.request.setup or self.request.scene.name


class SubmissionSeries:
    """What the farm took of the parts before stays there when one fails or somebody cancels; no further one is sent."""

    plan: Plan | None = None
    """Each part has one of its own."""

    def __init__(
        self,
        listed: Sequence[SubmissionRequest],
        server_choice: str = "",
        *,
        origin: str = "dialog",
        is_seen: bool = True,
    ) -> None:
        """Do nothing yet; the words are those of a `SubmissionAttempt`."""
        self.parts: Sequence[SeriesPart] = [
            SeriesPart(one, SubmissionAttempt(one, server_choice, origin=origin, is_seen=is_seen)) for one in listed
        ]
        self._under_way: SeriesPart | None = None
        self._is_cancelled = False

    @property
    def progress(self) -> str:
        """The last line of a hook that is at work."""
        return self._under_way.attempt.progress if self._under_way else ""

    @property
    def receipts(self) -> Sequence[Receipt]:
        """The jobs that were accepted and still are, of all parts."""
        return [receipt for part in self.parts for receipt in part.attempt.receipts]

    @property
    def numbers(self) -> str:
        """Which part is which job, in a sentence."""
        sent = [(part, part.attempt.receipts) for part in self.parts if part.attempt.receipts]
        told = [f"{part.name} is {', '.join(str(one.id) for one in receipts)}" for part, receipts in sent]
        return f"{', '.join(told)}." if told else ""

    @property
    def undone(self) -> Sequence[str]:
        """What was taken back or could not be, what the farm keeps, and what was not sent."""
        now = self._under_way
        if all(part.state == words.DONE for part in self.parts):
            return []
        kept = [receipt for part in self.parts if part.state == words.DONE for receipt in part.attempt.receipts]
        unsent = [words.isolated(part.name) for part in self.parts if part.state != words.DONE]
        return [
            *(now.attempt.undone if now is not None and now.state != words.DONE else ()),
            *([f"Before, {taken(kept)[0].lower()}{taken(kept)[1:]}"] if kept else []),
            f"Not sent: {', '.join(unsent)}.",
        ]

    @property
    def notes(self) -> Sequence[str]:
        """What went wrong beside the jobs, with the name of the part."""
        return [f"{words.isolated(part.name)}: {note}" for part in self.parts for note in part.attempt.notes]

    def steps(self) -> Iterator[Step]:
        """The steps of each part, one part after the other."""
        for number, part in enumerate(self.parts, 1):
            self._under_way, part.state = part, words.RUNNING
            place = f"{part.name} ({number} of {len(self.parts)})"
            yield Step(place, True, self._begin)
            for step in part.attempt.steps():
                part.label = step.label
                yield replace(step, label=f"{place}: {step.label}")
            part.state, part.label = words.DONE, ""

    def _begin(self) -> None:
        if self._is_cancelled:
            raise CancelledError("Cancelled.")
        now = self._under_way
        if now is not None:
            now.attempt.followed = [receipt.serial for receipt in self.receipts]  # which two write the same was told
            take_settings(now.request.host, now.request.settings)  # the parts may share one application

    def cancel(self) -> None:
        """Stop before the next step. Callable from any thread."""
        self._is_cancelled = True
        if self._under_way is not None:
            self._under_way.attempt.cancel()

    def roll_back(self) -> None:
        """Take back what was done of the part under way; those before are with the farm."""
        if self._under_way is not None:
            self._under_way.state, self._under_way.label = words.FAILED, ""
            self._under_way.attempt.roll_back()
