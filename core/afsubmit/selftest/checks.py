"""Runs clauses and failures on a kit, each in a folder of its own, and tells of each whether it was kept as it goes."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ..typed import Any, NamedTuple
from . import clauses, failures

KINDS = {"clause_": "contract", "failure_": "failure"}
ANSWER, RENDER, SYSTEM = "answer", "render", "system"
"""More kinds: what an application was asked, `where` being the answer; a frame rendered; what a system was asked."""
FOLDER = "AFSUBMIT_SELFTEST"
"""The variable that names the folder of a test in an application, and in it the file with what was found so far."""
TOLD = "told.jsonl"
STAND_IN = "stand-in"
"""What a stand-in of an application says where it is asked for its version."""
NEEDS_LIMITS = frozenset(["failure_disk_full"])
"""What needs a limit on the size of files, which Windows has not."""


class Check(NamedTuple):
    """One thing that was looked at.

    `is_kept` is None where it could not be looked at here. `where` is the line of the check that was not kept: it holds
    no name of a person, machine or project; `text` is what the error said, and may.
    """

    name: str
    kind: str
    is_kept: bool | None
    where: str = ""
    text: str = ""


def found() -> Mapping[str, Callable[[Any], None]]:
    """Every clause and failure, by its name in the code."""
    named = {**vars(clauses), **vars(failures)}
    return {name: check for name, check in named.items() if name.startswith(tuple(KINDS))}


def run(kit_in: Callable[[Path], Any]) -> Iterator[Check]:
    """Run them all, each on the kit that `kit_in` makes in an empty folder; the folders are removed again."""
    return (_run_one(name, check, kit_in) for name, check in found().items())


def tell(
    kit_in: Callable[[Path], Any],
    version: str,
    questions: Sequence[Callable[[Path], Check]] = (),
) -> None:
    """Inside the application: run all, ask the questions, and make a scene to render.

    Each is a line of `TOLD` in the test's folder as soon as it is known: first the version and how many will come, then
    the checks, last the scene. A question gets an empty folder, and answers.
    """
    folder = Path(os.environ[FOLDER])
    with (folder / TOLD).open("a", encoding="utf-8") as file:

        def say(what: Mapping[str, Any]) -> None:
            file.write(json.dumps(what) + "\n")
            file.flush()

        say({"version": version, "count": len(found()) + len(questions)})
        for check in run(kit_in):
            say(check._asdict())
        for number, ask in enumerate(questions):
            say(ask(_made(folder / f"question{number}"))._asdict())
        say({"scene": str(kit_in(_made(folder / "render")).scene_file)})


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _run_one(name: str, check: Callable[[Any], None], kit_in: Callable[[Path], Any]) -> Check:
    prefix = next(one for one in KINDS if name.startswith(one))
    words, kind = name[len(prefix) :].replace("_", " "), KINDS[prefix]
    if os.name == "nt" and name in NEEDS_LIMITS:
        return Check(words, kind, None, "Windows has no limit on the size of files")
    folder = os.path.realpath(tempfile.mkdtemp())
    try:
        check(kit_in(Path(folder)))
    except BaseException as error:  # an interrupt is among what a failure raises
        return Check(words, kind, False, where(error), f"{type(error).__name__}: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Check(words, kind, True)


def where(error: BaseException) -> str:
    """The class of the error and the last line of these files that it came through; no word of its own text."""
    here = os.path.dirname(os.path.abspath(__file__))
    lines = [one.line for one in traceback.extract_tb(error.__traceback__) if os.path.dirname(one.filename) == here]
    return f"{type(error).__name__} at: {lines[-1] if lines else '?'}"
