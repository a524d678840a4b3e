"""The program `deletefiles` that post commands call: removes exactly the files it is told to.

It runs by its path, alone: nothing of this package is imported here. No wildcard is ever expanded and no folder is ever
removed; a symbolic link is removed, not what it points to. CGRU's own program of that name does otherwise;
its options mean the same here.
"""

from __future__ import annotations

import os
import sys
import time

USAGE = """usage: deletefiles [-s] [-q] [-d] [--] FILE [FILE ...]
  -s, --exitsuccess  exit 0 whatever happened, but for a file that another program has open: try that again later
  -q, --quiet        say nothing
  -d, --debug        only say what would be deleted
  -h, --help         this text
  --version          the version
  --                 what follows are files, even if they start with a dash"""
VERSION = "deletefiles 1.0 (afsubmit)"
FLAGS = {
    "-s": "exitsuccess",
    "--exitsuccess": "exitsuccess",
    "-q": "quiet",
    "--quiet": "quiet",
    "-d": "debug",
    "--debug": "debug",
    "-h": "help",
    "--help": "help",
    "--version": "version",
}


def parse(arguments: list[str]) -> tuple[set[str], list[str], list[str]]:
    """What `arguments` ask for: the flags that are set, the files, and the words that are neither."""
    flags: set[str] = set()
    files: list[str] = []
    unknown: list[str] = []
    for place, word in enumerate(arguments):
        if word == "--":
            files.extend(arguments[place + 1 :])
            break
        if word in FLAGS:
            flags.add(FLAGS[word])
        elif word.startswith("-") and len(word) > 1:
            unknown.append(word)
        else:
            files.append(word)
    return flags, files, unknown


OPEN_SECONDS = 20.0
"""How long all files together are waited for that another program has open; Windows removes none of those."""
SHARING_VIOLATION = 32
IN_USE = "another program has it open"


def is_open(error: OSError) -> bool:
    """Whether a file could not be removed because another program has it open (Windows only)."""
    return getattr(error, "winerror", None) == SHARING_VIOLATION


def delete(path: str, until: float = 0.0) -> str:
    """Remove one file or symbolic link; returns "" or why it is still there.

    One that another program has open is tried again `until` that time of the clock of time.monotonic.
    """
    if os.path.isdir(path) and not os.path.islink(path):
        return f"{path}: a folder is not removed"
    try:
        while not _removed(path, until):
            time.sleep(0.1)
    except OSError as error:
        return f"{path}: {IN_USE if is_open(error) else error.strerror or error}"
    except ValueError as error:
        return f"{path!r}: {error}"
    return ""


def _removed(path: str, until: float) -> bool:
    try:
        os.unlink(path)
    except OSError as error:
        if not is_open(error) or time.monotonic() > until:
            raise
        return False
    return True


def main(arguments: list[str]) -> int:
    """Run as a program; returns the exit code: 0, or 1 when a file could not be deleted.

    With -s it is 1 for a file alone that is open: the farm runs the command again, a few times.
    """
    flags, files, unknown = parse(arguments)
    if flags & {"help", "version"}:
        sys.stdout.write((USAGE if "help" in flags else VERSION) + "\n")
        return 0
    failures = [f"{word}: no such option (files come after --)" for word in unknown]
    if not files and not failures:
        failures.append("no file was named")
    until = time.monotonic() + OPEN_SECONDS
    for path in files:
        if "debug" in flags:
            _say(f"would delete {path}", flags)
            continue
        failure = delete(path, until)
        if failure:
            failures.append(failure)
        else:
            _say(f"deleted {path}", flags)
    for failure in failures:
        _say(f"deletefiles: {failure}", flags)
    is_put_off = any(failure.endswith(IN_USE) for failure in failures)
    return 1 if failures and (is_put_off or "exitsuccess" not in flags) else 0


def _say(text: str, flags: set[str]) -> None:
    """Write a line; a name that the terminal cannot show never stops the work."""
    if "quiet" not in flags:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
