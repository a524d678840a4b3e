"""What can go wrong, as one tree of errors, and `Problem`, what an artist can repair.

Every room imports this file; it imports none of them. Constructors take facts and write the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .typed import NamedTuple


class Problem(NamedTuple):
    """Something an artist can repair before a job is sent.

    `level` is "error" (nothing is sent), "warning" (sent when accepted) or "info"; `where` names the place
    ("job.blocks[0].name", "frames", an output's name); `message` says what is wrong; `fix` what to do, or is "".
    """

    level: str
    where: str
    message: str
    fix: str = ""


LOCAL = "local"
"""What stands for the name of a server where it is the farm of this machine."""

DONE, NOT_DONE, WRONG_WORDS, INTERRUPTED = 0, 1, 2, 130
"""The exit codes of every command and script of ours: it was done; it could not be done; the words were wrong and
nothing was tried; it was stopped (Ctrl-C, SIGTERM)."""


class AfError(Exception):
    """The root of every error this suite raises on purpose."""


class JobError(AfError):
    """A document that must not leave this machine; `problems` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("; ".join(sentence(problem) for problem in self.problems) or "The document is not valid.")


class FrameError(AfError):
    """Bytes that are not the Afanasy protocol."""


class RangeError(AfError, ValueError):
    """A text that is not a list of frames, with the place of the mistake."""


class QuotingError(AfError, ValueError):
    """A text that cannot be put safely on the command line of the farm's shell.

    `fix` says what to do about it, "" where another name will do.
    """

    def __init__(self, sentence: str, fix: str = "") -> None:
        self.fix = fix
        super().__init__(sentence)


class ServerUnreachableError(AfError, ConnectionError):
    """No address of the server took the request; nothing was done.

    `attempts` holds a pair (address, reason) for every address tried; `server` "local" is the farm of this machine.
    """

    def __init__(self, server: str, attempts: Sequence[tuple[str, str]]) -> None:
        self.server = server
        self.attempts = tuple(attempts)
        tried = "; ".join(f"{address}: {reason}" for address, reason in self.attempts) or "no address known"
        super().__init__(
            _no_local_farm(self.attempts)
            if server == LOCAL
            else f"The server {server} cannot be reached ({tried}). Check that it runs and that the address is right."
        )


class UnknownOutcomeError(AfError, ConnectionError):
    """The request left this machine and no whole answer came: the server may or may not have carried it out.

    With `is_question` it was only asked, and nothing can have changed.
    """

    def __init__(self, server: str, reason: str, *, is_question: bool = False) -> None:
        self.server = server
        self.reason = reason
        super().__init__(
            f"{_named(server)} was asked and gave no clear answer ({reason}). Nothing was submitted or changed."
            if is_question
            else f"{_named(server)} was sent the request and gave no clear answer ({reason}): "
            "it may have carried it out."
        )


class ServerRefusedError(AfError):
    """The server answered no; `text` is its own sentence."""

    def __init__(self, server: str, text: str) -> None:
        self.server = server
        self.text = text
        super().__init__(f"{_named(server)} refused the request: {text}")


class CancelledError(AfError):
    """The user stopped it."""


class SceneError(AfError):
    """The application did not give what was asked of it, or the scene cannot be submitted as it is."""


class SettingsError(AfError):
    """A configuration, preset or studio file, or a value from one, that cannot be used; names the file and the key."""


def _named(server: str) -> str:
    return "The farm of this machine" if server == LOCAL else f"The server {server}"


def _no_local_farm(attempts: Sequence[tuple[str, str]]) -> str:
    """No local farm runs, or why the one that should cannot be reached, and what to do."""
    reasons = "; ".join(reason for _, reason in attempts)
    text = f"The farm of this machine is gone, or does not answer ({reasons})." if reasons else ""
    text = text or "No farm runs on this machine."
    return f"{text} Start it with `afsubmit farm`, or name one with AFSUBMIT_SERVER=host:port."


def sentence(problem: Problem) -> str:
    """`problem` as one line: place, message and fix."""
    text = f"{problem.where}: {problem.message}" if problem.where else problem.message
    return _followed(text, problem.fix)


def words(problem: Problem) -> str:
    """What an artist reads of `problem`: the place only where the message does not name it (fields of the job)."""
    place = f"{problem.where}: " if problem.where.startswith("job") else ""
    return _followed(f"{place}{problem.message}", problem.fix)


def _followed(text: str, fix: str) -> str:
    """`text` and what to do; a message that ends with a name has no full stop of its own."""
    return f"{text}{'' if text.endswith(tuple('.!?…')) else '.'} {fix}" if fix else text
