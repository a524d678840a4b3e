"""Runs one hook as a process of its own: JSON in, JSON out, progress on standard error, and an end of patience.

Never in the application's process: a hook that hangs, crashes or prints garbage costs its time-out and a sentence.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from ...errors import AfError, CancelledError
from ...studio import child_environment, json_files, printed_text
from . import hook_processes

MAXIMUM_ANSWER_BYTES = 64 * 1024 * 1024
POLL_SECONDS = 0.02
DRAIN_SECONDS = 1.0
"""How long to read on after the hook has ended: something it started in the background may hold its output open."""

PROGRAM = """
import json, os, sys
if sys.platform.startswith("linux"):
    try:{adopting}
    except (ImportError, OSError, AttributeError):
        pass
path, event = sys.argv[1:3]
answer_to = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
sys.path.insert(0, os.path.dirname(path))
question = json.loads(sys.stdin.buffer.read().decode("utf-8"))
import runpy
function = runpy.run_path(path).get(event)
if not callable(function):
    sys.exit("it defines no function " + event + "(question)")
answer = function(question)
answer_to.write(json.dumps({} if answer is None else answer).encode("utf-8"))
answer_to.close()
""".replace("{adopting}", hook_processes.ADOPTING.replace("\n", "\n        "))
"""How a Python hook is called: what it prints goes to standard error, what its function returns is the answer. One that
ends without an answer has not answered, whatever its exit code."""


class HookError(AfError):
    """A hook failed or said no; the sentence names its file."""

    def __init__(self, path: str, event: str, reason: str) -> None:
        self.path, self.event, self.reason = path, event, reason
        super().__init__(f"The hook {path} ({event}) {reason}")


def is_python(path: str) -> bool:
    """Whether the hook `path` is a Python file, its ending in letters of any case."""
    return path.lower().endswith(".py")


def command_of(path: str, event: str, python: str) -> Sequence[str]:
    """The words that run the hook `path`, under the interpreter `python` when it is a Python file.

    Raises:
        HookError: it cannot be run.
    """
    if is_python(path):
        if not python:
            raise HookError(path, event, "needs a Python interpreter, and none was found; name one in the preferences.")
        return [python, "-I", "-c", PROGRAM, path, event]
    if not os.access(path, os.X_OK):
        raise HookError(path, event, "is not executable. Make it so (chmod +x), or move it out of the folder.")
    return hook_processes.adopting_words(python, path)


def run(
    path: str,
    question: Mapping[str, Any],
    *,
    python: str,
    timeout_seconds: float,
    on_progress: Callable[[str], None],
    is_cancelled: Callable[[], bool],
) -> Mapping[str, Any]:
    """Ask the hook `path` and give its answer, an empty one when it says nothing. Waits: call it off the main thread.

    Args:
        path: the hook's file.
        question: what it gets on its standard input; its "event" names the function of a Python file.
        python: the interpreter for Python files, "" for none; other files need it only to be ended with all they start.
        timeout_seconds: after this it is killed.
        on_progress: called with each line that it writes to its standard error.
        is_cancelled: asked often; when true, the hook is killed.

    Raises:
        HookError: it did not run, failed, took too long, or answered something else than one JSON object.
        CancelledError: as asked.
    """
    event = str(question["event"])
    words = command_of(path, event, python)
    process = _start(words, path, event)
    lines: list[str] = []

    def note(line: str) -> None:
        lines.append(line)
        on_progress(line)

    streams = _Streams(process, json.dumps(question).encode("utf-8"), note)
    try:
        _wait(process, streams, path=path, event=event, timeout_seconds=timeout_seconds, is_cancelled=is_cancelled)
    finally:
        hook_processes.end(process)
        streams.drain()
    if process.returncode:
        reason = lines[-1] if lines else f"it ended with exit code {process.returncode}"
        raise HookError(path, event, f"failed: {reason}. Ask whoever keeps it, or move it out of the folder.")
    answer = bytes(streams.answer)
    if is_python(path) and not answer.strip():
        raise HookError(
            path, event, "ended before it answered (exit code 0). Ask whoever keeps it: it may have said no."
        )
    return _parsed(answer, path, event)


def _start(words: Sequence[str], path: str, event: str) -> subprocess.Popen[bytes]:
    environ = child_environment.cleaned(os.environ)
    try:
        return hook_processes.start(words, folder=os.path.dirname(path), environ=environ)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise HookError(path, event, f"could not be started: {reason}.") from error


def _wait(
    process: subprocess.Popen[bytes],
    streams: _Streams,
    *,
    path: str,
    event: str,
    timeout_seconds: float,
    is_cancelled: Callable[[], bool],
) -> None:
    end = time.monotonic() + timeout_seconds
    while process.poll() is None:
        if is_cancelled():
            raise CancelledError("Cancelled.")
        if time.monotonic() > end:
            text = f"did not end within {timeout_seconds:g} s and was stopped. Ask whoever keeps it, or let it take "
            raise HookError(path, event, text + "longer (hook_timeout_seconds in the configuration).")
        if streams.is_too_much:
            break
        time.sleep(POLL_SECONDS)
    if streams.is_too_much:
        raise HookError(path, event, f"printed more than {MAXIMUM_ANSWER_BYTES // 2**20} MB and was stopped.")


def _parsed(answer: bytes, path: str, event: str) -> Mapping[str, Any]:
    if not answer.strip():
        return {}
    try:
        content = json_files.loads(answer, path)
    except json_files.JsonError:
        shown = printed_text.decoded(answer).strip()[:60]
        text = f"answered something that is not JSON: {shown!r}. Progress belongs on standard error."
        raise HookError(path, event, text) from None
    if not isinstance(content, dict):
        raise HookError(path, event, f"answered {json.dumps(content)[:60]}, not a JSON object.")
    return content


class _Streams:
    """The three streams of a running hook, each on a thread of its own."""

    def __init__(self, process: subprocess.Popen[bytes], question: bytes, note: Callable[[str], None]) -> None:
        self.answer = bytearray()
        self.is_too_much = False
        self._process, self._question, self._note = process, question, note
        actions = (self._ask, self._read_answer, self._read_progress)
        self._threads = [threading.Thread(target=action, name="afsubmit-hook", daemon=True) for action in actions]
        for thread in self._threads:
            thread.start()

    def drain(self) -> None:
        """Take what is still in the pipes."""
        end = time.monotonic() + DRAIN_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _ask(self) -> None:
        stream = self._stream(self._process.stdin)
        try:
            with stream:
                stream.write(self._question)
        except (OSError, ValueError):  # a hook need not read what it is asked
            return

    def _read_answer(self) -> None:
        with self._stream(self._process.stdout) as stream:
            while not self.is_too_much:
                part = os.read(stream.fileno(), 65536)
                if not part:
                    return
                self.answer += part
                self.is_too_much = len(self.answer) > MAXIMUM_ANSWER_BYTES

    def _read_progress(self) -> None:
        with self._stream(self._process.stderr) as stream:
            for line in iter(lambda: stream.readline(65536), b""):
                text = printed_text.decoded(line).strip()
                if text:
                    self._note(text)

    @staticmethod
    def _stream(stream: IO[bytes] | None) -> IO[bytes]:
        if stream is None:
            raise ValueError("the process has no such stream")
        return stream
