"""The exit codes of every command, and what may end one: an error, an interrupt, a pipe that nobody reads."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

from ..errors import DONE, INTERRUPTED, NOT_DONE, WRONG_WORDS, AfError

__all__ = ["DONE", "INTERRUPTED", "NOT_DONE", "WRONG_WORDS", "end_as_interrupted", "is_terminal", "run_as_program"]

ENDINGS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals that ask a program to end, as a closed terminal or a system that shuts down does; on Windows Ctrl-Break."""


def run_as_program(name: str, work: Callable[[], int]) -> int:
    """The exit code of `work`; what keeps it from being done is one sentence on standard error, never a traceback.

    Text that the terminal cannot show is written with escapes. What goes to a file or a pipe is UTF-8, on Windows too,
    whatever its code page. When whoever reads the output has gone away
    (`… | head`), the command ends without a word.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            is_piped = os.name == "nt" and not stream.isatty() and not os.environ.get("PYTHONIOENCODING")
            stream.reconfigure(encoding="utf-8" if is_piped else None, errors="backslashreplace")
    try:
        code = _code(name, work)
        if sys.stdout is not None:  # it was closed: `>&-`
            sys.stdout.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.ENOSPC):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains while it ends
        if error.errno == errno.ENOSPC:
            print(f"{name}: the output cannot be written: {error.strerror}", file=sys.stderr)
        return NOT_DONE
    return code


def end_as_interrupted() -> None:
    """Treat a request to end (SIGTERM) as Ctrl-C: a submission under way is rolled back.

    What is ignored (nohup) stays so; a command with a way of its own to end, such as the farm, takes it over.
    """
    import signal  # not for `--help`
    import threading

    if threading.current_thread() is not threading.main_thread():
        return
    for number in (getattr(signal, name) for name in ENDINGS if hasattr(signal, name)):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def is_terminal() -> bool:
    """Whether somebody at a terminal can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def _code(name: str, work: Callable[[], int]) -> int:
    try:
        return work()
    except AfError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return NOT_DONE
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        return INTERRUPTED
    except SystemExit as end:  # argparse has said what was wrong, or has shown its help
        return end.code if isinstance(end.code, int) else DONE if end.code is None else NOT_DONE
