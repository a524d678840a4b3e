"""The program `deletefiles` that post commands call: removes exactly the files it is told to.

It runs by its path, alone: nothing of this package is imported here. No wildcard is ever expanded; a symbolic link is
removed, not what it points to; of a folder goes what was put there for a job, by the list in it, and nothing else.
CGRU's own program of that name does otherwise; its options mean the same here.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Collection

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


LISTING = ".afsubmit-files.json"
"""In a folder that was made for a job: an object whose `files` are the paths in it, with `/`; `bytes` is their size."""

OPEN_SECONDS = 20.0
"""How long all files together are waited for that another program has open; Windows removes none of those."""
SHARING_VIOLATION = 32
IN_USE = "another program has it open"


def is_open(error: OSError) -> bool:
    """Whether a file could not be removed because another program has it open (Windows only)."""
    return getattr(error, "winerror", None) == SHARING_VIOLATION


def delete(path: str, until: float = 0.0) -> str:
    """Remove one file or symbolic link, or a folder that was made for a job; returns "" or why it is still there.

    One that another program has open is tried again `until` that time of the clock of time.monotonic.
    """
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            names = listed(path)
            return f"{path}: a folder is not removed" if names is None else delete_folder(path, names, until)
        while not _removed(path, until):
            time.sleep(0.1)
    except OSError as error:
        return f"{path}: {IN_USE if is_open(error) else error.strerror or error}"
    except ValueError as error:
        return f"{path!r}: {error}"
    return ""


def listed(folder: str) -> Collection[str] | None:
    """The files that were put into `folder` for a job, as the list in it says; None where there is no such list."""
    try:
        with open(os.path.join(folder, LISTING), encoding="utf-8") as file:
            return {str(name) for name in json.load(file)["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def delete_folder(path: str, names: Collection[str], until: float = 0.0) -> str:
    """Remove the files `names` of a folder, its list, and the folders that are empty then; "" or why it is still there.

    What else lies in it stays, and so does the list then: the same can be done again.
    """
    failures = []
    for folder, _, files in os.walk(path, topdown=False):
        below = "" if folder == path else os.path.relpath(folder, path).replace(os.sep, "/") + "/"
        failures += [delete(os.path.join(folder, name), until) for name in files if below + name in names]
        if below and not os.listdir(folder):
            os.rmdir(folder)
    failure = next(filter(None, failures), "")
    if not failure and set(os.listdir(path)) - {LISTING}:
        failure = f"{path}: there is more in it than was put there for the job"
    if not failure and os.path.lexists(os.path.join(path, LISTING)):
        failure = delete(os.path.join(path, LISTING), until)
    if not failure:
        os.rmdir(path)
    return failure


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
