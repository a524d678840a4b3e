"""The documented command `afcmd [v] json [send] [file|pipe]`: check a JSON document, show it, send it.

Nothing is sent that a real server would not survive, and nothing of the document is lost on the way.
"""

from __future__ import annotations

import os
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence

from ..typed import Any
from .exits import DONE, NOT_DONE, WRONG_WORDS, end_as_interrupted, is_terminal, run_as_program
from .json_text import DocumentError, parse, shown, structure

USAGE = """usage: afcmd json [FILE]         check a JSON document and print it as it would be sent
       afcmd v json [FILE]       the same, and its structure
       afcmd json send [FILE]    check it, send it and print the server's answer
       afcmd v json send [FILE]  the same, and its structure

FILE may be a pipe; "-", or none, is standard input. What is wrong stands on standard error. Exit code: 0 when the
document is valid and, with send, was accepted; 1 when it is not; 2 for other words; 130 when interrupted."""

STDIN = "-"
HELP = ("h", "help", "-h", "--help")


def main(words: Sequence[str] | None = None) -> int:
    """Run `afcmd` with these words (by default the program's own); returns its exit code."""
    return run_as_program("afcmd", lambda: _run(list(sys.argv[1:] if words is None else words)))


def _run(words: list[str]) -> int:
    end_as_interrupted()
    if words[:1] == ["--version"]:
        from .. import __version__

        print(f"afcmd {__version__}")
        return DONE
    if words and words[0] in HELP:
        print(USAGE)
        return DONE
    is_verbose = words[:1] == ["v"]
    rest = words[1:] if is_verbose else words
    is_sent = rest[1:2] == ["send"]
    files = rest[2:] if is_sent else rest[1:]
    if rest[:1] != ["json"] or len(files) > 1 or (not files and is_terminal()):
        print(USAGE, file=sys.stderr)
        return WRONG_WORDS
    return _handle(files[0] if files else STDIN, is_sent=is_sent, is_verbose=is_verbose)


def _handle(file: str, *, is_sent: bool, is_verbose: bool) -> int:
    from ..document import normalise
    from ..document.validate import request_problems
    from ..errors import sentence

    name = "<stdin>" if file == STDIN else file
    root = parse(_read(file, name), name)
    if isinstance(root.get("job"), dict):
        root = {**root, "job": normalise(root["job"])}
    if is_verbose:
        for line in structure(root):
            print(line)
    found = request_problems(root)
    for problem in found:
        print(f"{name}: {problem.level}: {sentence(problem)}", file=sys.stderr)
    if any(problem.level == "error" for problem in found):
        return NOT_DONE
    print(shown(_answer(root) if is_sent else root))
    return DONE


def _read(file: str, name: str) -> str:
    try:
        if file == STDIN:
            raw = sys.stdin.buffer.read() if sys.stdin is not None else b""
        else:
            with open(file, "rb") as stream:
                raw = stream.read()
        text: str = raw.decode("utf-16" if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"{name}:{line}: this is not UTF-8, at byte {error.start}; save it as UTF-8.") from error
    except OSError as error:
        why = "it is a folder" if os.path.isdir(file) else error.strerror or error
        raise DocumentError(f"{name} cannot be read: {why}.") from error
    if not text.strip():
        raise DocumentError(f"{name} is empty.")
    return text


def _answer(root: dict[str, Any]) -> Any:
    """Send the request; the farm's answer when it carried it out."""
    from ..api.transport import farm

    client = farm()
    if "job" in root:
        return client.send_job(root["job"])._asdict()
    operation = root.get("action", {}).get("operation") or {}
    return client.request(root, is_silent=operation.get("type") == "deregister")


if __name__ == "__main__":
    sys.exit(main())
